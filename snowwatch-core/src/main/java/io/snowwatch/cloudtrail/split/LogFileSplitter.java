package io.snowwatch.cloudtrail.split;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Turns the uncompressed bytes of a log file, {@code {"Records":[…]}}, into JSON lines.
 *
 * <p>A line is the event's own bytes: nothing is parsed into values or formatted anew, and only
 * line breaks between tokens go. {@code Records} may stand at any position and other members beside
 * it; the grammar of JSON (RFC 8259) and its encoding, UTF-8, are checked throughout. A damaged
 * file is refused; {@link LogFileSalvage} takes the good events out of it.
 *
 * <p>Memory is constant whatever the size of file or event, but for one bit per level of nesting.
 * Safe for use by several threads, each with streams of its own.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html">
 *     CloudTrail log file examples</a>
 */
public final class LogFileSplitter {

  static final String RECORDS = "Records";

  private final JsonScanner scanner;
  private final OutputStream out;
  private long events;

  private LogFileSplitter(InputStream in, OutputStream out) {
    this.scanner = new JsonScanner(in, out);
    this.out = out;
  }

  /**
   * Splits a log file.
   *
   * @param in the uncompressed file; read to its end, not closed
   * @param out receives one line per event; not closed. After an exception it holds the lines up to
   *     the problem and perhaps the beginning of one more, so it must then be dropped
   * @return how many events there were
   * @throws MalformedLogFileException if the file is not a log file, or is cut off
   * @throws IOException if reading or writing fails
   */
  public static long split(InputStream in, OutputStream out) throws IOException {
    LogFileSplitter splitter = new LogFileSplitter(in, out);
    splitter.file();
    return splitter.events;
  }

  private void file() throws IOException {
    scanner.byteOrderMark();
    boolean found = false;
    scanner.expect('{', Rule.OBJECT.toString());
    if (scanner.token() == '}') {
      scanner.skip();
    } else {
      do {
        boolean records = scanner.shortName().equals(RECORDS);
        scanner.colon();
        if (records) {
          found = true;
          records();
        } else {
          scanner.value();
        }
      } while (scanner.another('}'));
    }
    if (scanner.token() != JsonScanner.END) {
      throw scanner.malformed(Rule.ONE_DOCUMENT);
    }
    if (!found) {
      throw scanner.malformed(Rule.RECORDS);
    }
  }

  private void records() throws IOException {
    scanner.expect('[', Rule.ARRAY.toString());
    if (scanner.token() == ']') {
      scanner.skip();
      return;
    }
    do {
      if (scanner.token() != '{') {
        throw scanner.malformed(Rule.EVENT);
      }
      scanner.beginCopy();
      scanner.value();
      events++;
      // Events of a compact file go on together, up to the end of what was read at once.
      while (scanner.copyLineBreakFor(',', '{')) {
        scanner.value();
        events++;
      }
      scanner.endCopy();
      out.write('\n');
    } while (scanner.another(']'));
  }
}
