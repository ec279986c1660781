package io.snowwatch.cloudtrail.split;

import static io.snowwatch.cloudtrail.split.JsonScanner.END;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the good events of a log file that may be damaged from the bad stretches between them, one
 * finding at a time.
 *
 * <p>An event is <b>good</b> if it is a complete JSON object in valid UTF-8 and stands where an
 * element of {@code Records} may begin: behind the opening bracket, a comma, another element, or a
 * bad stretch at whose end the survey found back to the structure. Everything else where an element
 * is due is a bad stretch, also a complete value that is no object.
 *
 * <p>Events also come in other forms, each of which is known by its members:
 *
 * <ul>
 *   <li>documents that are events, one after the other, on lines of their own or not. An object is
 *       an event if it has {@code eventVersion} or at least three of the members that events have.
 *   <li>an array without the object around it. Its elements are events, or any of the following.
 *   <li>what LookupEvents returns, {@code {"Events":[{"CloudTrailEvent":"…"}]}}, and its rows; what
 *       CloudWatch Logs sends to subscribers, {@code {"logEvents":[{"message":"…"}]}}, and what it
 *       answers, {@code {"events":[{"message":"…"}]}}; strings that are events. The event is the
 *       text of the string, or the object that somebody has made of it.
 *   <li>events of EventBridge, {@code {"detail-type":…,"detail":{…}}}.
 * </ul>
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
 * event beginning with {@code eventVersion}; in a file without {@code Records}, also up to the next
 * object at the beginning of a line. Several documents in one file are all read.
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
 * constant but for one bit per level of nesting, unless events are kept. One survey serves one file
 * and one thread.
 */
final class LogFileSurvey {

  /** Something in the file. Findings come in the order of the file and do not overlap. */
  sealed interface Finding {

    /** The offset of the first byte. */
    long from();

    /** The offset behind the last byte. */
    long to();
  }

  /** A good event, from its opening brace up to and with its closing one. */
  record Event(long from, long to) implements Finding {}

  /**
   * A good event in the text of a string.
   *
   * @param from the string's opening quote
   * @param to behind its closing quote
   * @param textFrom the event's first byte in the text
   * @param textTo behind its last byte in the text
   */
  record TextEvent(long from, long to, long textFrom, long textTo) implements Finding {}

  /** A bad stretch, which may have no length, and what is wrong with it, as a sentence. */
  record Bad(long from, long to, String problem) implements Finding {}

  /** What becomes of an event's bytes. */
  enum Keeping {
    /** Only their offsets are told: memory is constant whatever an event's size. */
    NOTHING,
    /** They are at hand until the next finding is asked for. */
    EVENTS,
    /** Nothing is kept, and {@link #category} is looked for. */
    CATEGORY
  }

  private static final String DIGEST_START_TIME = "digestStartTime";
  private static final String VERSION = JsonScanner.FIRST_MEMBER;
  private static final String CATEGORY = "eventCategory";
  private static final String MESSAGE_TYPE = "messageType";
  private static final String CONTROL_MESSAGE = "CONTROL_MESSAGE";

  /** What events have, and neither envelopes nor other documents do. */
  private static final Set<String> EVENT_MEMBERS =
      Set.of(
          "eventTime",
          "eventSource",
          "eventName",
          "awsRegion",
          "sourceIPAddress",
          "userAgent",
          "userIdentity",
          "requestParameters",
          "responseElements",
          "requestID",
          "eventID",
          "readOnly",
          "eventType",
          "managementEvent",
          "recipientAccountId",
          CATEGORY);

  /** How many of them make an event without a version. */
  private static final int ENOUGH_EVENT_MEMBERS = 3;

  /** What an envelope has its event in, as an object or as text. */
  private static final Set<String> EVENT_HOLDERS =
      Set.of("CloudTrailEvent", "detail", "message", "@message");

  /** What has an event in it, or should. */
  private static final Set<String> ENVELOPE_MEMBERS =
      Set.of("CloudTrailEvent", "detail-type", "logEvents");

  /** What a document has its rows in. */
  private static final Set<String> ROW_LISTS = Set.of("Events", "events", "logEvents");

  /** What the elements of an array are. */
  private enum Elements {
    /** Events. */
    RECORDS,
    /** Events, envelopes or documents: those of an array that is the document. */
    DOCUMENTS,
    /** Envelopes with an event each. */
    ROWS,
    /** What CloudWatch Logs tries a subscription with. */
    TRIALS
  }

  /** Where the survey is in the file. */
  private enum State {
    BEGIN,
    BETWEEN_DOCUMENTS,
    OPENING,
    MEMBER,
    SEPARATOR,
    DOCUMENT_END,
    ELEMENTS,
    END
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

  /** What is found behind damage outside of elements. */
  private enum Found {
    RECORDS,
    EVENT,
    LINE,
    NOTHING
  }

  /** What an object's members tell of it. */
  private static final class Facts {

    private boolean version;
    private int eventMembers;
    private boolean envelope;
    private boolean trial;
    private String category = "";
    private @Nullable Finding event;

    /** Why the text that should be an event is none. */
    private @Nullable MalformedLogFileException noEvent;

    boolean areOfAnEvent() {
      return version || eventMembers >= ENOUGH_EVENT_MEMBERS;
    }
  }

  private final CutOffStream in;
  private final JsonScanner scanner;
  private final Keeping keeping;
  private final Landmark eventStart =
      new Landmark("{", "\"" + JsonScanner.FIRST_MEMBER + "\"", ":");
  private final Landmark recordsStart =
      new Landmark("\"" + LogFileSplitter.RECORDS + "\"", ":", "[");

  private final Queue<Finding> findings = new ArrayDeque<>();
  private State state = State.BEGIN;

  private long lists;
  private boolean isDigest;
  private String category = "";

  /** The document: where it begins, whether it is damaged, how many lists came before it. */
  private long documentFrom;

  private boolean documentDamaged;
  private long listsBefore;
  private Facts document = new Facts();

  /** Whether the document is an element of an array. */
  private boolean documentInArray;

  /** Where the part of the document begins of which nothing is known to be good. */
  private long from;

  private Elements elements = Elements.RECORDS;
  private boolean due;
  private boolean behindComma;

  /** Where the last of what is not to become bad any more ended. */
  private long goodTo;

  /** Where the event begins that goes on at {@link Place#FIRST_NAME}. */
  private long unclosedEvent;

  /** A bad stretch that may go on. */
  private @Nullable Bad bad;

  private @Nullable JsonScanner textScanner;
  private @Nullable Finding current;

  /**
   * Begins a survey.
   *
   * @param in the uncompressed file; read as far as findings are asked for, not closed. Where it
   *     throws a {@link MalformedLogFileException}, the file is cut off
   */
  LogFileSurvey(InputStream in, Keeping keeping) {
    this.in = new CutOffStream(in);
    this.scanner = new JsonScanner(this.in, OutputStream.nullOutputStream());
    this.scanner.refuseInnerEvents();
    this.keeping = keeping;
  }

  /**
   * Goes on to the next finding.
   *
   * @return it, or null at the end of the file
   * @throws IOException if reading fails
   */
  @Nullable Finding next() throws IOException {
    while (findings.isEmpty() && state != State.END) {
      step();
    }
    current = findings.poll();
    return current;
  }

  /** Whether the file, which was read to its end, is a digest file. */
  boolean isDigest() {
    return isDigest && lists == 0;
  }

  /** The category of the last event, or nothing if it has none. */
  String category() {
    return category;
  }

  /** The bytes in which the last event stands that {@link #next} has returned. */
  byte[] buffer() {
    return holder().buffer();
  }

  /** Where in the {@link #buffer} it begins. */
  int start() {
    return current instanceof TextEvent text
        ? holder().indexOf(text.textFrom())
        : holder().indexOf(current == null ? 0 : current.from());
  }

  private JsonScanner holder() {
    return current instanceof TextEvent && textScanner != null ? textScanner : scanner;
  }

  private void step() throws IOException {
    switch (state) {
      case BEGIN -> begin();
      case BETWEEN_DOCUMENTS -> betweenDocuments();
      case OPENING, MEMBER, SEPARATOR -> documentPart();
      case DOCUMENT_END -> documentEnd();
      case ELEMENTS -> elements();
      case END -> {}
    }
  }

  private void begin() throws IOException {
    state = State.BETWEEN_DOCUMENTS;
    try {
      scanner.byteOrderMark();
    } catch (MalformedLogFileException e) {
      goOnBehind(0, e);
    }
    if (scanner.token() == END && bad == null && findings.isEmpty()) {
      bad(scanner.offset(), scanner.malformed(Rule.OBJECT));
    }
  }

  private void betweenDocuments() throws IOException {
    if (scanner.token() != END) {
      beginDocument(scanner.offset(), new Facts());
      state = State.OPENING;
      return;
    }
    if (in.damage().isPresent()) {
      bad(scanner.offset(), in.damage().get());
    }
    flush();
    state = State.END;
  }

  private void beginDocument(long at, Facts facts) {
    documentFrom = at;
    documentDamaged = false;
    listsBefore = lists;
    document = facts;
    from = at;
    keepFrom(at);
  }

  private void documentPart() throws IOException {
    scanner.token();
    if (state == State.MEMBER && (documentDamaged || lists > listsBefore)) {
      from = scanner.offset();
    }
    // What follows a member may show that its value is an unclosed string, with an event in it.
    from = Math.max(from, goodTo);
    try {
      switch (state) {
        case OPENING -> opening();
        case MEMBER -> {
          if (lists > listsBefore && scanner.token() == '{') {
            // An event where only a name may stand: the bracket that ended the list did not.
            bad(from, scanner.malformed(Rule.EVENT));
            beginElements(elements);
          } else {
            documentMember();
          }
        }
        default -> state = scanner.another('}') ? State.MEMBER : State.DOCUMENT_END;
      }
    } catch (MalformedLogFileException e) {
      documentDamaged = true;
      takeEventOf(document);
      goOnBehind(Math.max(from, goodTo), e);
    }
  }

  private void opening() throws IOException {
    int next = scanner.token();
    if (next == '[') {
      scanner.skip();
      beginElements(Elements.DOCUMENTS);
    } else if (next == '"') {
      scanner.restart();
      text(document);
      if (document.event == null) {
        throw document.noEvent == null ? scanner.malformed(Rule.OBJECT) : document.noEvent;
      }
      state = State.DOCUMENT_END;
    } else {
      scanner.expect('{', Rule.OBJECT.toString());
      state = State.MEMBER;
      if (scanner.token() == '}') {
        scanner.skip();
        state = State.DOCUMENT_END;
      }
    }
  }

  private void documentMember() throws IOException {
    scanner.restart();
    scanner.open(true);
    String name = scanner.readShortName();
    scanner.colon();
    isDigest |= name.equals(DIGEST_START_TIME);
    state = State.SEPARATOR;
    boolean records = name.equals(LogFileSplitter.RECORDS);
    if (beginsList(name)) {
      beginList(name, document);
    } else if (records) {
      long at = scanner.offset();
      MalformedLogFileException problem = scanner.malformed(Rule.ARRAY);
      scanner.memberValue(true);
      lists++;
      bad(at, problem);
    } else {
      member(scanner, name, document);
    }
  }

  private boolean beginsList(String name) throws IOException {
    return (name.equals(LogFileSplitter.RECORDS) || ROW_LISTS.contains(name))
        && scanner.token() == '[';
  }

  private void beginList(String name, Facts facts) {
    scanner.skip();
    beginElements(
        name.equals(LogFileSplitter.RECORDS)
            ? Elements.RECORDS
            : facts.trial ? Elements.TRIALS : Elements.ROWS);
  }

  private void documentEnd() throws IOException {
    if (!documentDamaged && lists == listsBefore) {
      if (!takeEventOf(document)) {
        if (document.areOfAnEvent()) {
          event(new Event(documentFrom, scanner.offset()), document);
        } else if (!document.trial) {
          bad(documentFrom, noEventIn(document, Rule.NEITHER_RECORDS_NOR_EVENT));
        }
      }
    }
    state = State.BETWEEN_DOCUMENTS;
    if (documentInArray) {
      documentInArray = false;
      goodTo = scanner.offset();
      elements = Elements.DOCUMENTS;
      due = false;
      behindComma = false;
      state = State.ELEMENTS;
    }
  }

  private MalformedLogFileException noEventIn(Facts facts, Rule rule) throws IOException {
    return facts.noEvent == null ? scanner.malformed(rule) : facts.noEvent;
  }

  /** Whether an object had an event in it, which is then found. */
  private boolean takeEventOf(Facts facts) throws IOException {
    Finding event = facts.event;
    if (event == null) {
      return false;
    }
    facts.event = null;
    event(event, facts);
    return true;
  }

  private void event(Finding event, Facts facts) throws IOException {
    flush();
    category = facts.category;
    goodTo = event.to();
    findings.add(event);
  }

  /** Reads the members of an object of which the brace is the next byte, and its end. */
  private boolean members(JsonScanner json, Facts facts, boolean mayHaveLists) throws IOException {
    json.openObject();
    if (json.token() == '}') {
      json.skip();
      json.close();
      return false;
    }
    do {
      String name = json.readShortName();
      json.colon();
      if (mayHaveLists && beginsList(name)) {
        beginDocument(from, facts);
        documentInArray = true;
        beginList(name, facts);
        return true;
      }
      member(json, name, facts);
    } while (json.another('}'));
    json.close();
    return false;
  }

  /** Reads a member's value and notes what it tells of the object. */
  private void member(JsonScanner json, String name, Facts facts) throws IOException {
    int next = json.token();
    if (EVENT_HOLDERS.contains(name) && !facts.areOfAnEvent() && facts.event == null) {
      if (next == '"' && json == scanner) {
        text(facts);
      } else if (next == '{') {
        long at = json.offset();
        Facts inner = new Facts();
        members(json, inner, false);
        if (inner.areOfAnEvent()) {
          facts.event = new Event(at, json.offset());
          facts.category = inner.category;
        }
      } else {
        json.memberValue(true);
      }
    } else if (next == '"' && name.equals(CATEGORY)) {
      facts.category = json.readShortName();
    } else if (next == '"' && name.equals(MESSAGE_TYPE)) {
      facts.trial = json.readShortName().equals(CONTROL_MESSAGE);
    } else {
      json.memberValue(!facts.version);
    }
    facts.version |= name.equals(VERSION);
    facts.eventMembers += EVENT_MEMBERS.contains(name) ? 1 : 0;
    facts.envelope |= ENVELOPE_MEMBERS.contains(name);
  }

  /** Reads a string and looks for an event in its text. */
  private void text(Facts facts) throws IOException {
    long at = scanner.offset();
    MalformedLogFileException noEvent = scanner.malformed(Rule.TEXT);
    JsonScanner.Text text = scanner.text();
    if (textScanner == null) {
      textScanner = new JsonScanner(text, OutputStream.nullOutputStream());
    }
    JsonScanner json = textScanner;
    json.reset(text);
    if (keeping == Keeping.EVENTS) {
      json.keepFrom(0);
    }
    try {
      Facts inner = new Facts();
      if (json.token() == '{') {
        long textFrom = json.offset();
        members(json, inner, false);
        long textTo = json.offset();
        if (json.token() == END && inner.event instanceof Event event) {
          facts.event = new TextEvent(at, scanner.offset(), event.from(), event.to());
        } else if (json.token() == END && inner.areOfAnEvent()) {
          facts.event = new TextEvent(at, scanner.offset(), textFrom, textTo);
        }
        facts.category = inner.category;
      }
    } catch (MalformedLogFileException e) {
      if (text.isBroken()) {
        throw e;
      }
    }
    text.end();
    if (facts.event == null) {
      facts.noEvent = noEvent;
    }
  }

  /** Goes on behind damage outside of elements, to whatever is found there. */
  private void goOnBehind(long badFrom, MalformedLogFileException problem) throws IOException {
    switch (find(badFrom, problem)) {
      case RECORDS -> beginElements(Elements.RECORDS);
      case EVENT -> {
        lists += lists > 0 ? 1 : 0;
        element(Place.FIRST_COLON);
        int next = scanner.token();
        boolean goesOn = next == ',' || next == ']' || lists > 0;
        if (goesOn) {
          lists += lists == 0 ? 1 : 0;
          elements = Elements.RECORDS;
          due = false;
          behindComma = false;
          state = State.ELEMENTS;
        } else {
          state = State.BETWEEN_DOCUMENTS;
          documentInArray = false;
        }
      }
      case LINE -> {
        state = State.BETWEEN_DOCUMENTS;
        documentInArray = false;
      }
      case NOTHING -> state = State.BETWEEN_DOCUMENTS;
    }
  }

  private Found find(long badFrom, MalformedLogFileException problem) throws IOException {
    recordsStart.reset();
    watchForEvents(badFrom);
    boolean linesMayBegin = lists == 0;
    int previous = scanner.lookBack(1);
    while (true) {
      int next = scanner.peek();
      long at = scanner.offset();
      if (next == END) {
        bad(badFrom, problem);
        return Found.NOTHING;
      }
      if (eventStart.see(next, at)) {
        bad(badFrom, eventStart.offset(), problem);
        return Found.EVENT;
      }
      keepWhatMayBeAnEvent();
      if (linesMayBegin && next == '{' && previous == '\n' && at > badFrom) {
        bad(badFrom, problem);
        return Found.LINE;
      }
      scanner.skip();
      previous = next;
      if (recordsStart.see(next, at)) {
        bad(badFrom, problem);
        return Found.RECORDS;
      }
    }
  }

  private void keepFrom(long offset) {
    if (keeping == Keeping.EVENTS) {
      scanner.keepFrom(offset);
    }
  }

  private void keepWhatMayBeAnEvent() {
    keepFrom(eventStart.hasBegun() ? eventStart.offset() : scanner.offset());
  }

  private void beginElements(Elements kind) {
    lists++;
    elements = kind;
    due = true;
    behindComma = false;
    state = State.ELEMENTS;
  }

  private void endElements() {
    goodTo = scanner.offset();
    state = elements == Elements.DOCUMENTS ? State.DOCUMENT_END : State.SEPARATOR;
  }

  /** Reads an element, or what separates it from the next or ends all of them. */
  private void elements() throws IOException {
    int next = scanner.token();
    keepFrom(scanner.offset());
    if (next == END) {
      bad(scanner.offset(), scanner.malformed(Rule.SEPARATOR));
      endElements();
      return;
    }
    if ((next == ',' && due) || (next == ']' && behindComma)) {
      bad(scanner.offset(), scanner.malformed(Rule.EVENT));
    }
    if (next == ',' || next == ']') {
      scanner.skip();
      due = true;
      behindComma = true;
      if (next == ']') {
        endElements();
      }
      return;
    }
    if (!due) {
      bad(scanner.offset(), scanner.malformed(Rule.SEPARATOR));
    }
    boolean wasDue = due;
    due = false;
    behindComma = false;
    if (next == '{') {
      element(Place.BOUNDARY);
    } else if (wasDue) {
      noObject();
    } else {
      scanner.restart();
      // It goes on the stretch before it, in which the next event may have begun.
      damaged(bad == null ? scanner.offset() : bad.from(), scanner.malformed(Rule.SEPARATOR));
    }
  }

  /** Reads an element from a place in it on, and those that its damage runs into. */
  private void element(Place begin) throws IOException {
    long at = begin(begin);
    Place place = begin;
    while (true) {
      keepFrom(at);
      Facts facts = new Facts();
      try {
        switch (place) {
          case BOUNDARY -> object(at, facts);
          case FIRST_NAME -> {
            scanner.objectFromFirstName();
            event(new Event(at, scanner.offset()), facts);
          }
          case FIRST_COLON -> {
            scanner.objectFromFirstColon();
            event(new Event(at, scanner.offset()), facts);
          }
        }
        return;
      } catch (MalformedLogFileException e) {
        if (takeEventOf(facts)) {
          at = goodTo;
        }
        place = skipDamage(at);
        long to = begin(place);
        bad(at, to, e);
        if (place == Place.BOUNDARY) {
          return;
        }
        at = to;
      }
    }
  }

  /** Reads an object that is an element. */
  private void object(long at, Facts facts) throws IOException {
    if (elements == Elements.RECORDS && keeping != Keeping.CATEGORY) {
      scanner.value();
      event(new Event(at, scanner.offset()), facts);
      return;
    }
    scanner.restart();
    from = at;
    if (members(scanner, facts, elements == Elements.DOCUMENTS)) {
      return;
    }
    if (elements == Elements.RECORDS) {
      event(new Event(at, scanner.offset()), facts);
    } else if (takeEventOf(facts)) {
      goodTo = scanner.offset();
    } else if (facts.areOfAnEvent() || (elements == Elements.DOCUMENTS && !facts.envelope)) {
      event(new Event(at, scanner.offset()), facts);
    } else if (elements != Elements.TRIALS && !facts.trial) {
      bad(at, noEventIn(facts, Rule.EVENT_INSIDE));
    }
  }

  /** Reads something in the place of an element, well-formed or not, that is no object. */
  private void noObject() throws IOException {
    long at = scanner.offset();
    MalformedLogFileException problem = scanner.malformed(Rule.EVENT);
    try {
      if (scanner.token() == '"' && elements != Elements.RECORDS) {
        scanner.restart();
        Facts facts = new Facts();
        text(facts);
        if (takeEventOf(facts)) {
          return;
        }
      } else {
        scanner.value();
      }
      bad(at, problem);
    } catch (MalformedLogFileException e) {
      damaged(at, e);
    }
  }

  private void damaged(long badFrom, MalformedLogFileException problem) throws IOException {
    Place place = skipDamage(badFrom);
    long to = begin(place);
    bad(badFrom, to, problem);
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
      keepWhatMayBeAnEvent();
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

  private void bad(long badFrom, MalformedLogFileException problem) throws IOException {
    bad(badFrom, scanner.offset(), problem);
  }

  private void bad(long badFrom, long badTo, MalformedLogFileException problem) {
    Bad before = bad;
    if (before != null && badFrom <= before.to()) {
      bad = new Bad(before.from(), badTo, before.problem());
      return;
    }
    flush();
    // What a cut-off file lacks is no fault of the JSON.
    bad = new Bad(badFrom, badTo, String.valueOf(in.damage().orElse(problem).getMessage()));
  }

  private void flush() {
    if (bad != null) {
      findings.add(bad);
      bad = null;
    }
  }
}
