package io.snowwatch.cloudtrail.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a survey found in a file that is in memory.
 *
 * @param kind what the file is
 * @param events the events' bytes, one character for each
 * @param bad the bad stretches
 */
record Surveyed(LogFileKind kind, List<String> events, List<Bad> bad) {

  /** A bad stretch and its bytes, one character for each. */
  record Bad(long from, long to, String bytes, String problem) {}

  static Surveyed of(String file) throws IOException {
    return of(file.getBytes(UTF_8));
  }

  static Surveyed of(byte[] file) throws IOException {
    return of(file, new ByteArrayInputStream(file));
  }

  /** Surveys a stream whose bytes, as far as they can be read, are the given ones. */
  static Surveyed of(byte[] file, InputStream in) throws IOException {
    List<String> events = new ArrayList<>();
    List<Bad> bad = new ArrayList<>();
    long[] end = {0};
    LogFileKind kind =
        LogFileSurvey.survey(
            in,
            new LogFileSurvey.Findings() {
              @Override
              public void event(long from, long to) {
                advance(from, to);
                events.add(bytes(from, to));
              }

              @Override
              public void bad(long from, long to, String problem) {
                advance(from, to);
                assertThat(problem).startsWith("At byte ").endsWith(".");
                bad.add(new Bad(from, to, bytes(from, to), problem));
              }

              private void advance(long from, long to) {
                assertThat(from).isBetween(end[0], to);
                assertThat(to).isLessThanOrEqualTo(file.length);
                end[0] = to;
              }

              private String bytes(long from, long to) {
                return new String(Arrays.copyOfRange(file, (int) from, (int) to), ISO_8859_1);
              }
            });
    return new Surveyed(kind, events, bad);
  }

  List<String> badBytes() {
    return bad.stream().map(Bad::bytes).toList();
  }
}
