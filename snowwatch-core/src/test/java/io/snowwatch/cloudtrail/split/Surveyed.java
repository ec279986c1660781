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
    long end = 0;
    LogFileSurvey survey = new LogFileSurvey(in, LogFileSurvey.Keeping.EVENTS);
    for (LogFileSurvey.Finding found = survey.next(); found != null; found = survey.next()) {
      assertThat(found.from()).isBetween(end, found.to());
      assertThat(found.to()).isLessThanOrEqualTo(file.length);
      end = found.to();
      byte[] bytes = Arrays.copyOfRange(file, (int) found.from(), (int) found.to());
      if (found instanceof LogFileSurvey.Bad stretch) {
        assertThat(stretch.problem()).startsWith("At byte ").endsWith(".");
        bad.add(
            new Bad(found.from(), found.to(), new String(bytes, ISO_8859_1), stretch.problem()));
        continue;
      }
      int length = bytes.length;
      if (found instanceof LogFileSurvey.TextEvent text) {
        length = (int) (text.textTo() - text.textFrom());
      }
      String event = new String(survey.buffer(), survey.start(), length, ISO_8859_1);
      if (found instanceof LogFileSurvey.Event) {
        assertThat(event).isEqualTo(new String(bytes, ISO_8859_1));
      }
      events.add(event);
    }
    return new Surveyed(survey.isDigest() ? LogFileKind.DIGEST : LogFileKind.EVENTS, events, bad);
  }

  List<String> badBytes() {
    return bad.stream().map(Bad::bytes).toList();
  }
}
