package io.snowwatch.contract;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pages of a fixture, whose tokens are their numbers. Stateless. */
public final class Pages {

  private static final int PER_PAGE = 2;

  private Pages() {}

  /**
   * The number of the page that a request asks for.
   *
   * @param token the request's token
   * @return from 0
   */
  public static int number(@Nullable String token) {
    return token == null ? 0 : Integer.parseInt(token);
  }

  /**
   * The token of the page after one.
   *
   * @param number the page's number
   * @param pages how many there are
   * @return null after the last
   */
  public static @Nullable String next(int number, int pages) {
    return number + 1 < pages ? String.valueOf(number + 1) : null;
  }

  /**
   * The resources of a page.
   *
   * @param <T> the type of a resource
   * @param number the page's number
   * @param pages how many there are
   * @param resource makes a resource of its number, which counts through all pages
   * @return two; none where there are no pages
   */
  public static <T> List<T> of(int number, int pages, IntFunction<T> resource) {
    return number < pages
        ? IntStream.range(number * PER_PAGE, (number + 1) * PER_PAGE).mapToObj(resource).toList()
        : List.of();
  }
}
