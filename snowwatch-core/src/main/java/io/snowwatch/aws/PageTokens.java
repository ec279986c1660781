package io.snowwatch.aws;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** The tokens that the pages of one list gave for their next ones: each leads to a page once. */
final class PageTokens {

  // By the API's names: of EC2, of both Elastic Load Balancings, of IAM, of S3.
  private static final Set<String> MEMBERS =
      Set.of("NextToken", "NextMarker", "Marker", "NextContinuationToken");

  private static final String TRUNCATED = "IsTruncated";

  private final Set<String> seen = new HashSet<>();

  /**
   * Notes where a page leads.
   *
   * @throws RepeatedPageTokenException if an earlier page led there too, or if the page says that
   *     there are more and not where, which leads the SDK to the first one again
   */
  void check(Object page) {
    if (!(page instanceof SdkPojo answer) || isTruncated(answer, false)) {
      return;
    }
    Optional<String> token = token(answer);
    boolean again = token.map(t -> !seen.add(t)).orElse(isTruncated(answer, true));
    if (again) {
      throw RepeatedPageTokenException.of(
          "Page %d of %s leads to a page that was had before (%s): the list has no end."
              .formatted(
                  seen.size() + 1,
                  page.getClass().getSimpleName().replaceFirst("Response$", ""),
                  token.map("token '%.40s'"::formatted).orElse("without a token")));
    }
  }

  private static boolean isTruncated(SdkPojo answer, boolean value) {
    return answer.sdkFields().stream()
        .filter(field -> field.memberName().equals(TRUNCATED))
        .anyMatch(field -> Boolean.valueOf(value).equals(field.getValueOrDefault(answer)));
  }

  private static Optional<String> token(SdkPojo answer) {
    for (SdkField<?> field : answer.sdkFields()) {
      if (MEMBERS.contains(field.memberName())
          && field.getValueOrDefault(answer) instanceof String token
          && !token.isEmpty()) {
        return Optional.of(token);
      }
    }
    return Optional.empty();
  }
}
