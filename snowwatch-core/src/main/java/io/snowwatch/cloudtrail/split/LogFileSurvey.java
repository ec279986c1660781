package io.snowwatch.cloudtrail.split;

import static io.snowwatch.cloudtrail.split.JsonScanner.END;
import static io.snowwatch.cloudtrail.split.LogFileSplitter.NO_ARRAY;
import static io.snowwatch.cloudtrail.split.LogFileSplitter.NO_COMMA;
import static io.snowwatch.cloudtrail.split.LogFileSplitter.NO_EVENT;
import static io.snowwatch.cloudtrail.split.LogFileSplitter.NO_OBJECT;
import static io.snowwatch.cloudtrail.split.LogFileSplitter.NO_RECORDS;
import static io.snowwatch.cloudtrail.split.LogFileSplitter.RECORDS;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Tells the good events of a log file that may be damaged from the bad stretches between them.
 *
 * <p>An event is <b>good</b> if it is a complete JSON object in valid UTF-8 and stands where an
 * element of {@code Records} may begin: behind the opening bracket, a comma, another element, or a
 * bad stretch at whose end the survey found back to the structure. Everything else where an element
 * is due is a bad stretch, also a complete value that is no object.
 *
 * <p>Behind the byte that breaks an event's grammar, the survey finds back at the first of:
 *
 * <ul>
 *   <li>the bracket that ends the event. Brackets are counted outside strings, whatever their kind,
 *       for one kind is often the damaged form of the other. A bare word that ends at a quote is
 *       taken as the end of a string whose opening quote is lost or was taken as a closing one.
 *   <li>an object where only a member's name may stand: a closing bracket is lost, and the object
 *       is the next event.
 *   <li>a string that is followed by a bare word and ends with just the brackets that end the
 *       event, a comma and an opening brace: its closing quote is lost, and the next event began at
 *       the brace.
 *   <li>an object whose first member is {@code eventVersion}, the first of every CloudTrail event,
 *       whatever is open.
 *   <li>the end of the file.
 * </ul>
 *
 * <p>Damage outside of {@code Records} makes a bad stretch up to the next {@code "Records":[} or
 * event beginning with {@code eventVersion}. Several documents in one file are all read, and an
 * array without the object around it is read as {@code Records}.
 *
 * <p>A loss that leaves no bytes, such as a missing comma or the end of a file that was cut off
 * between two events, is a bad stretch of no length.
 *
 * <p>So an event that begins with {@code eventVersion} is found whatever stands before it, also one
 * that a damaged one has swallowed: no event has another one in it. Of other events those are found
 * that the rules above reach; what they do not reach is part of a bad stretch, but for an event
 * that has swallowed others and is well-formed all the same.
 *
 * <p>Every byte is looked at a constant number of times, nothing is read again, and memory is
 * constant but for one bit per level of nesting. One survey serves one file and one thread.
 */
final class LogFileSurvey {

  /** Takes what is found, in the order of the file; the stretches do not overlap. */
  interface Findings {

    /** A good event, from its opening brace up to and with its closing one. */
    void event(long from, long to) throws IOException;

    /** A bad stretch, which may have no length, and what is wrong with it, as a sentence. */
    void bad(long from, long to, String problem) throws IOException;
  }

  private static final String DIGEST_START_TIME = "digestStartTime";

  /** Where the survey is in a document. */
  private enum Step {
    OPENING,
    MEMBER,
    SEPARATOR,
    DONE
  }

  /** Where the survey is when it goes on behind damage. */
  private enum Place {
    /** In front of an element, of what separates or ends elements, or of the end of the file. */
    BOUNDARY,
    /** Inside the name of an event's first member. */
    FIRST_NAME,
    /** In front of the colon behind the name of an event's first member. */
    FIRST_COLON
  }

  private final CutOffStream in;
  private final JsonScanner scanner;
  private final Findings findings;
  private final Landmark eventStart =
      new Landmark("{", "\"" + JsonScanner.FIRST_MEMBER + "\"", ":");
  private final Landmark recordsStart = new Landmark("\"" + RECORDS + "\"", ":", "[");

  private long recordsMembers;

  /** Where the elements ended that were read last. */
  private long elementsTo;

  private boolean isDigest;

  /** Where the event begins that goes on at {@link Place#FIRST_NAME}. */
  private long unclosedEvent;

  /** A bad stretch that may go on; none while its problem is empty. */
  private long badFrom;

  private long badTo;
  private String badProblem = "";

  private LogFileSurvey(InputStream in, Findings findings) {
    this.in = new CutOffStream(in);
    this.scanner = new JsonScanner(this.in, OutputStream.nullOutputStream());
    this.scanner.refuseInnerEvents();
    this.findings = findings;
  }

  /**
   * Surveys a file.
   *
   * @param in the uncompressed file; read to its end, not closed. Where it throws a {@link
   *     MalformedLogFileException}, the file is cut off
   * @param findings takes what is found
   * @return {@link LogFileKind#DIGEST} for a digest file, {@link LogFileKind#EVENTS} for anything
   *     else, log file or not
   * @throws IOException if reading fails
   */
  static LogFileKind survey(InputStream in, Findings findings) throws IOException {
    LogFileSurvey survey = new LogFileSurvey(in, findings);
    survey.file();
    return survey.isDigest && survey.recordsMembers == 0 ? LogFileKind.DIGEST : LogFileKind.EVENTS;
  }

  private void file() throws IOException {
    try {
      scanner.byteOrderMark();
    } catch (MalformedLogFileException e) {
      findRecords(0, e);
    }
    if (scanner.token() == END) {
      bad(scanner.offset(), scanner.malformed(NO_OBJECT));
    }
    while (scanner.token() != END) {
      document();
    }
    if (in.damage().isPresent()) {
      bad(scanner.offset(), in.damage().get());
    }
    flush();
  }

  private void document() throws IOException {
    long start = scanner.offset();
    long recordsBefore = recordsMembers;
    boolean damaged = false;
    long from = start;
    Step step = Step.OPENING;
    while (step != Step.DONE) {
      scanner.token();
      if (step == Step.MEMBER && (damaged || recordsMembers > recordsBefore)) {
        from = scanner.offset();
      }
      // What follows a member may show that its value is an unclosed string, with an event in it.
      from = Math.max(from, elementsTo);
      try {
        step =
            switch (step) {
              case OPENING -> opening();
              case MEMBER -> {
                if (recordsMembers > recordsBefore && scanner.token() == '{') {
                  // An event where only a name may stand: the bracket that ended Records did not.
                  bad(from, scanner.malformed(NO_EVENT));
                  elements(Place.BOUNDARY);
                } else {
                  member();
                }
                yield Step.SEPARATOR;
              }
              case SEPARATOR, DONE -> scanner.another('}') ? Step.MEMBER : Step.DONE;
            };
      } catch (MalformedLogFileException e) {
        damaged = true;
        step = findRecords(from, e) ? Step.SEPARATOR : Step.DONE;
      }
    }
    if (!damaged && recordsMembers == recordsBefore) {
      bad(start, scanner.malformed(NO_RECORDS));
    }
  }

  private Step opening() throws IOException {
    if (scanner.token() == '[') {
      scanner.skip();
      elements(Place.BOUNDARY);
      return Step.DONE;
    }
    scanner.expect('{', NO_OBJECT);
    if (scanner.token() == '}') {
      scanner.skip();
      return Step.DONE;
    }
    return Step.MEMBER;
  }

  private void member() throws IOException {
    String name = scanner.shortName();
    scanner.colon();
    isDigest |= name.equals(DIGEST_START_TIME);
    boolean records = name.equals(RECORDS);
    if (records && scanner.token() == '[') {
      scanner.skip();
      elements(Place.BOUNDARY);
    } else if (records) {
      long from = scanner.offset();
      MalformedLogFileException problem = scanner.malformed(NO_ARRAY);
      scanner.value();
      recordsMembers++;
      bad(from, problem);
    } else {
      scanner.value();
    }
  }

  /** Goes on to elements behind damage outside of them; tells whether there are any. */
  private boolean findRecords(long from, MalformedLogFileException problem) throws IOException {
    recordsStart.reset();
    watchForEvents(from);
    while (true) {
      int next = scanner.peek();
      long at = scanner.offset();
      if (next == END) {
        bad(from, problem);
        return false;
      }
      if (eventStart.see(next, at)) {
        bad(from, eventStart.offset(), problem);
        elements(Place.FIRST_COLON);
        return true;
      }
      scanner.skip();
      if (recordsStart.see(next, at)) {
        bad(from, problem);
        elements(Place.BOUNDARY);
        return true;
      }
    }
  }

  /** Reads the elements of {@code Records} and the bracket that ends them. */
  private void elements(Place begin) throws IOException {
    recordsMembers++;
    boolean due = begin == Place.BOUNDARY;
    boolean behindComma = false;
    if (!due) {
      element(begin);
    }
    while (true) {
      int next = scanner.token();
      if (next == END) {
        bad(scanner.offset(), scanner.malformed(NO_COMMA));
        elementsTo = scanner.offset();
        return;
      }
      if ((next == ',' && due) || (next == ']' && behindComma)) {
        bad(scanner.offset(), scanner.malformed(NO_EVENT));
      }
      if (next == ',' || next == ']') {
        scanner.skip();
        due = true;
        behindComma = true;
        if (next == ']') {
          elementsTo = scanner.offset();
          return;
        }
        continue;
      }
      if (!due) {
        bad(scanner.offset(), scanner.malformed(NO_COMMA));
      }
      if (next == '{') {
        element(Place.BOUNDARY);
      } else if (due) {
        noEvent();
      } else {
        scanner.restart();
        // It goes on the stretch before it, in which the next event may have begun.
        damaged(badFrom, scanner.malformed(NO_COMMA));
      }
      due = false;
      behindComma = false;
    }
  }

  /** Reads an element from a place in it on, and those that its damage runs into. */
  private void element(Place begin) throws IOException {
    long from = begin(begin);
    Place place = begin;
    while (true) {
      try {
        switch (place) {
          case BOUNDARY -> scanner.value();
          case FIRST_NAME -> scanner.objectFromFirstName();
          case FIRST_COLON -> scanner.objectFromFirstColon();
        }
        flush();
        findings.event(from, scanner.offset());
        return;
      } catch (MalformedLogFileException e) {
        place = skipDamage(from);
        long to = begin(place);
        bad(from, to, e);
        if (place == Place.BOUNDARY) {
          return;
        }
        from = to;
      }
    }
  }

  /** Reads something in the place of an element, well-formed or not, that is no object. */
  private void noEvent() throws IOException {
    long from = scanner.offset();
    MalformedLogFileException problem = scanner.malformed(NO_EVENT);
    try {
      scanner.value();
      bad(from, problem);
    } catch (MalformedLogFileException e) {
      damaged(from, e);
    }
  }

  private void damaged(long from, MalformedLogFileException problem) throws IOException {
    Place place = skipDamage(from);
    long to = begin(place);
    bad(from, to, problem);
    if (place != Place.BOUNDARY) {
      element(place);
    }
  }

  /** Where the element begins that a place is in. */
  private long begin(Place place) {
    return switch (place) {
      case BOUNDARY -> scanner.offset();
      case FIRST_NAME -> unclosedEvent;
      case FIRST_COLON -> eventStart.offset();
    };
  }

  private Place skipDamage(long from) throws IOException {
    boolean inString = scanner.inString();
    boolean inWord = false;
    boolean behindString = scanner.lookBack(1) == '"';
    int previous = scanner.lookBack(1 + whitespaceBefore(0));
    watchForEvents(from);
    while (true) {
      int next = scanner.peek();
      if (next == END) {
        return Place.BOUNDARY;
      }
      if (eventStart.see(next, scanner.offset())) {
        return Place.FIRST_COLON;
      }
      if (inString) {
        scanner.skip();
        if (next == '\\' && scanner.peek() != END) {
          scanner.skip();
        } else if (next == '"') {
          inString = false;
          behindString = true;
          previous = next;
        }
        continue;
      }
      switch (next) {
        case ' ', '\t', '\n', '\r' -> {}
        case '"' -> inString = !inWord;
        case '{', '[' -> {
          if (next == '{' && mayBeginEvent(previous)) {
            return Place.BOUNDARY;
          }
          scanner.open(next == '{');
        }
        case '}', ']' -> {
          if (scanner.depth() == 0 && next == ']') {
            return Place.BOUNDARY;
          }
          if (scanner.depth() > 0) {
            scanner.close();
            if (scanner.depth() == 0) {
              scanner.skip();
              return Place.BOUNDARY;
            }
          }
        }
        case ',' -> {
          if (scanner.depth() == 0) {
            return Place.BOUNDARY;
          }
        }
        case ':' -> {}
        default -> {
          if (behindString && endsWithUnclosedEvent(from)) {
            return Place.FIRST_NAME;
          }
          inWord = true;
          behindString = false;
          previous = next;
          scanner.skip();
          continue;
        }
      }
      behindString = inWord && next == '"';
      inWord = false;
      if (next > ' ') {
        previous = next;
      }
      scanner.skip();
    }
  }

  /** Whether a brace here can only be an event's, given the last byte that is no whitespace. */
  private boolean mayBeginEvent(int previous) {
    return scanner.depth() == 0
        ? previous != ':'
        : scanner.isObject(scanner.depth() - 1) && (previous == ',' || previous == '{');
  }

  /**
   * Whether the string whose closing quote is the last byte ends with the brackets that close what
   * is open, a comma and an opening brace.
   */
  private boolean endsWithUnclosedEvent(long from) {
    int distance = 1 + whitespaceBefore(1);
    int brace = distance + 1;
    if (scanner.lookBack(brace) != '{') {
      return false;
    }
    distance = brace + whitespaceBefore(brace) + 1;
    if (scanner.lookBack(distance) != ',') {
      return false;
    }
    for (int level = 0; level < scanner.depth(); level++) {
      distance += whitespaceBefore(distance) + 1;
      if (scanner.lookBack(distance) != (scanner.isObject(level) ? '}' : ']')) {
        return false;
      }
    }
    unclosedEvent = scanner.offset() - brace;
    return unclosedEvent >= from;
  }

  /** How many bytes of whitespace stand before the byte at a distance. */
  private int whitespaceBefore(int distance) {
    int count = 0;
    while (isWhitespace(scanner.lookBack(distance + count + 1))) {
      count++;
    }
    return count;
  }

  private static boolean isWhitespace(int next) {
    return next == ' ' || next == '\t' || next == '\n' || next == '\r';
  }

  /** What broke the grammar may stand behind the first quote of an event, or its first name. */
  private void watchForEvents(long from) {
    eventStart.reset();
    if (scanner.innerEvent() >= 0) {
      eventStart.assumeAllButLast(scanner.innerEvent());
    } else if (scanner.lookBack(1) == '"') {
      int brace = 2 + whitespaceBefore(1);
      if (scanner.lookBack(brace) == '{' && scanner.offset() - brace >= from) {
        eventStart.assume("{\"".length(), scanner.offset() - brace);
      }
    }
  }

  private void bad(long from, MalformedLogFileException problem) throws IOException {
    bad(from, scanner.offset(), problem);
  }

  private void bad(long from, long to, MalformedLogFileException problem) throws IOException {
    if (!badProblem.isEmpty() && from <= badTo) {
      badTo = to;
      return;
    }
    flush();
    badFrom = from;
    badTo = to;
    // What a cut-off file lacks is no fault of the JSON.
    badProblem = String.valueOf(in.damage().orElse(problem).getMessage());
  }

  private void flush() throws IOException {
    if (!badProblem.isEmpty()) {
      findings.bad(badFrom, badTo, badProblem);
      badProblem = "";
    }
  }
}
