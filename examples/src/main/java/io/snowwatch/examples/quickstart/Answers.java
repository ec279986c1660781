package io.snowwatch.examples.quickstart;

import io.snowwatch.cli.SnowWatch;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is wrong, what changed and who did it: the command's answers from the bucket, by a database
 * engine within this process.
 */
final class Answers implements Callable<List<Answers.Said>> {

  /** What a command printed. */
  record Said(String command, List<String> lines) {}

  private static final String HISTORY =
      "SELECT CHANGE, RESOURCE_ID, SPLIT_PART(EVENT_USER_ARN, '/', 2) AS WHO, EVENT_NAME"
          + " FROM CHANGED_BY WHERE EVENT_ID IS NOT NULL ORDER BY EVENT_TIME";

  private final String bucket;
  private final Path page;

  /**
   * @param bucket where the harvests are
   * @param page the file for the report
   */
  Answers(String bucket, Path page) {
    this.bucket = bucket;
    this.page = page;
  }

  @Override
  public List<Said> call() {
    String in = "s3://" + bucket;
    return List.of(
        run("report", "--in", in, "--output", page.toString()), run("query", "--in", in, HISTORY));
  }

  private static Said run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    int status = SnowWatch.run(out, new PrintWriter(err, true), Map.of(), words);
    String shown =
        Stream.of(words)
            .map(word -> word.contains(" ") ? '"' + word + '"' : word)
            .collect(Collectors.joining(" ", "snowwatch ", ""));
    if (status != 0) {
      throw new IllegalStateException(shown + ": " + err);
    }
    return new Said(shown, out.toString(StandardCharsets.UTF_8).lines().toList());
  }
}
