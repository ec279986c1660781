package io.snowwatch.cloudtrail.split;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events of a log file one at a time and when it is asked to, the same events that {@link
 * LogFileSplitter} and {@link LogFileSalvage} make lines of.
 *
 * <p>An event's bytes are its own and stand in one piece: their grammar (RFC 8259) and encoding,
 * UTF-8, have been checked, and line breaks between tokens are still there. What stands between the
 * events and is damaged is found too. {@link LogFileSurvey} says which is which.
 *
 * <p>Memory grows with the largest event and not with the file. Not safe for use by several
 * threads.
 */
public final class LogFileReader {

  private final LogFileSurvey survey;
  private LogFileSurvey.@Nullable Finding found;

  private LogFileReader(InputStream in) {
    this.survey = new LogFileSurvey(in, LogFileSurvey.Keeping.EVENTS);
  }

  /**
   * Reads a log file.
   *
   * @param uncompressed the file, as {@link LogFiles#uncompressDamaged} gives it; read as far as
   *     findings are asked for, not closed
   * @return a reader in front of the first finding
   */
  public static LogFileReader of(InputStream uncompressed) {
    return new LogFileReader(uncompressed);
  }

  /**
   * Goes to the next finding.
   *
   * @return whether there is one; false at the end of the file
   * @throws IOException if reading fails; damage is a finding
   */
  public boolean next() throws IOException {
    found = survey.next();
    return found != null;
  }

  /**
   * Whether an event was found.
   *
   * @return false for a bad stretch
   */
  public boolean isEvent() {
    return !(finding() instanceof LogFileSurvey.Bad);
  }

  /**
   * Where the event's bytes stand, among others; valid until {@link #next}. Not to be changed.
   *
   * @return the bytes around {@link #start} and {@link #length}
   */
  public byte[] bytes() {
    finding();
    return survey.buffer();
  }

  /**
   * Where the event begins in {@link #bytes}.
   *
   * @return the index of its opening brace
   */
  public int start() {
    finding();
    return survey.start();
  }

  /**
   * How long the event is.
   *
   * @return the number of its bytes, from the opening brace up to and with the closing one
   */
  public int length() {
    LogFileSurvey.Finding event = finding();
    return Math.toIntExact(
        event instanceof LogFileSurvey.TextEvent text
            ? text.textTo() - text.textFrom()
            : event.to() - event.from());
  }

  /**
   * Where the finding begins.
   *
   * @return the offset in the uncompressed file, in bytes from 0; of an event that is the text of a
   *     string, that of the string
   */
  public long offset() {
    return finding().from();
  }

  /**
   * Where the finding ends.
   *
   * @return the offset behind its last byte; that of the beginning where something is missing
   */
  public long end() {
    return finding().to();
  }

  /**
   * What is wrong with a bad stretch.
   *
   * @return a sentence that names the offset; nothing for an event
   */
  public String problem() {
    return finding() instanceof LogFileSurvey.Bad bad ? bad.problem() : "";
  }

  private LogFileSurvey.Finding finding() {
    if (found == null) {
      throw new IllegalStateException("There is no finding: call next() before.");
    }
    return found;
  }
}
