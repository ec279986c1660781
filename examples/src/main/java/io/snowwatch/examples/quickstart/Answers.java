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
        run("report --in %s --output %s".formatted(in, page), "report", in, "--output", page),
        run("query --in %s \"%s\"".formatted(in, HISTORY), "query", in, HISTORY));
  }

  private static Said run(String shown, String command, String in, Object... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    String[] words = new String[3 + more.length];
    words[0] = command;
    words[1] = "--in";
    words[2] = in;
    for (int i = 0; i < more.length; i++) {
      words[3 + i] = more[i].toString();
    }
    int status = SnowWatch.run(out, new PrintWriter(err, true), Map.of(), words);
    if (status != 0) {
      throw new IllegalStateException("snowwatch %s: %s".formatted(command, err));
    }
    return new Said("snowwatch " + shown, out.toString(StandardCharsets.UTF_8).lines().toList());
  }
}
