package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.core.io.NumberInput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads JSON in bytes whose grammar and encoding have been checked: whatever its depth, the length
 * of its strings and the digits of its numbers.
 */
final class JsonBytes {

  /** Reads eight bytes at once, the first of them in the lowest bits. */
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EACH_BYTE = 0x0101010101010101L;
  private static final long HIGH_BITS = EACH_BYTE << 7;
  private static final long QUOTES = EACH_BYTE * '"';
  private static final long BACKSLASHES = EACH_BYTE * '\\';

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** How many digits certainly fit into a long. */
  private static final int LONG_DIGITS = 18;

  private JsonBytes() {}

  /** The first byte from an index on that is no whitespace. */
  static int token(byte[] json, int from) {
    int p = from;
    while (json[p] <= ' ') {
      p++;
    }
    return p;
  }

  /** Eight bytes, the first of them in the lowest bits. */
  static long word(byte[] bytes, int at) {
    return (long) WORDS.get(bytes, at);
  }

  /**
   * The closing quote of a string, from its first byte on.
   *
   * @return its index; the complement of it if the string has escapes or other characters than
   *     those of ASCII, so that its bytes are not its text
   */
  static int closingQuote(byte[] json, int from) {
    int p = from;
    long all = 0;
    int wordsEnd = json.length - Long.BYTES;
    while (p <= wordsEnd) {
      long word = (long) WORDS.get(json, p);
      long quotes = word ^ QUOTES;
      long backslashes = word ^ BACKSLASHES;
      // Each term has the high bit of the first byte that it looks for, and none of those before.
      long stops =
          (((quotes - EACH_BYTE) & ~quotes) | ((backslashes - EACH_BYTE) & ~backslashes))
              & HIGH_BITS;
      if (stops != 0) {
        int before = Long.numberOfTrailingZeros(stops) & ~7;
        int at = p + (before >>> 3);
        if (json[at] != '"') {
          return ~quoteBehindEscapes(json, at);
        }
        all |= word & ((1L << before) - 1);
        return (all & HIGH_BITS) == 0 ? at : ~at;
      }
      all |= word;
      p += Long.BYTES;
    }
    while (json[p] != '"') {
      if (json[p] == '\\') {
        return ~quoteBehindEscapes(json, p);
      }
      all |= json[p] & 0x80;
      p++;
    }
    return (all & HIGH_BITS) == 0 ? p : ~p;
  }

  /** The closing quote of a string, from a backslash in it on. */
  private static int quoteBehindEscapes(byte[] json, int from) {
    int p = from;
    while (json[p] != '"') {
      p += json[p] == '\\' ? 2 : 1;
    }
    return p;
  }

  /** The index of a closing quote, whatever kind of string it ends. */
  static int index(int closingQuote) {
    return closingQuote < 0 ? ~closingQuote : closingQuote;
  }

  /** The index behind a value. */
  static int end(byte[] json, int from) {
    byte first = json[from];
    if (first == '"') {
      return index(closingQuote(json, from + 1)) + 1;
    }
    return first == '{' || first == '[' ? containerEnd(json, from + 1) : wordEnd(json, from);
  }

  /** The index behind an object or array whose opening bracket is read. */
  private static int containerEnd(byte[] json, int from) {
    int p = from;
    int depth = 1;
    while (true) {
      switch (json[p++]) {
        case '"' -> p = index(closingQuote(json, p)) + 1;
        case '{', '[' -> depth++;
        case '}', ']' -> {
          if (--depth == 0) {
            return p;
          }
        }
        default -> {}
      }
    }
  }

  /** The index behind a number, true, false or null. */
  static int wordEnd(byte[] json, int from) {
    byte first = json[from];
    if (first == 't' || first == 'n') {
      return from + "true".length();
    }
    if (first == 'f') {
      return from + "false".length();
    }
    int p = from;
    while (p < json.length && json[p] > ' ' && json[p] != ',' && json[p] != '}' && json[p] != ']') {
      p++;
    }
    return p;
  }

  /** A value's own bytes. */
  static String raw(byte[] json, int from, int to) {
    return new String(json, from, to - from, StandardCharsets.UTF_8);
  }

  /** The text of a string that is its bytes. */
  static String plain(byte[] json, int from, int to) {
    return new String(json, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** The text of any string, from behind its opening quote up to its closing one. */
  static String text(byte[] json, int from, int to) {
    String raw = raw(json, from, to);
    int escape = raw.indexOf('\\');
    if (escape < 0) {
      return raw;
    }
    StringBuilder text = new StringBuilder(raw.length());
    int plain = 0;
    while (escape >= 0) {
      text.append(raw, plain, escape);
      char kind = raw.charAt(escape + 1);
      plain = escape + 2;
      switch (kind) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) Integer.parseInt(raw, plain, plain + 4, /* radix= */ 16));
          plain += 4;
        }
        default -> text.append(kind);
      }
      escape = raw.indexOf('\\', plain);
    }
    return text.append(raw, plain, raw.length()).toString();
  }

  /** A value as a tree, without recursion, so that no nesting exhausts the stack. */
  static JsonNode tree(byte[] json, int from) {
    Deque<ContainerNode<?>> open = new ArrayDeque<>();
    String name = "";
    int p = from;
    while (true) {
      JsonNode value;
      byte first = json[p];
      int to;
      if (first == '{' || first == '[') {
        ContainerNode<?> container = first == '{' ? NODES.objectNode() : NODES.arrayNode();
        if (!open.isEmpty()) {
          add(open.peek(), name, container);
        }
        open.push(container);
        value = container;
        to = p + 1;
      } else {
        int closing = first == '"' ? closingQuote(json, p + 1) : wordEnd(json, p) - 1;
        to = index(closing) + 1;
        value =
            closing >= 0 && first == '"'
                ? NODES.textNode(plain(json, p + 1, closing))
                : scalar(json, p, to);
        if (!open.isEmpty()) {
          add(open.peek(), name, value);
        }
      }
      // Containers end until one goes on.
      p = to;
      while (true) {
        if (open.isEmpty()) {
          return value;
        }
        p = token(json, p);
        if (json[p] == '}' || json[p] == ']') {
          value = open.pop();
          p++;
        } else {
          break;
        }
      }
      if (json[p] == ',') {
        p = token(json, p + 1);
      }
      if (open.element() instanceof ObjectNode) {
        int closing = closingQuote(json, p + 1);
        int quote = index(closing);
        name = closing < 0 ? text(json, p + 1, quote) : plain(json, p + 1, quote);
        p = token(json, token(json, quote + 1) + 1);
      }
    }
  }

  private static void add(ContainerNode<?> container, String name, JsonNode value) {
    if (container instanceof ObjectNode object) {
      object.set(name, value);
    } else {
      ((ArrayNode) container).add(value);
    }
  }

  private static JsonNode scalar(byte[] json, int from, int to) {
    return switch (json[from]) {
      case '"' -> NODES.textNode(text(json, from + 1, to - 1));
      case 't' -> NODES.booleanNode(true);
      case 'f' -> NODES.booleanNode(false);
      case 'n' -> NODES.nullNode();
      default -> number(raw(json, from, to));
    };
  }

  private static JsonNode number(String text) {
    if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      try {
        return DecimalNode.valueOf(NumberInput.parseBigDecimal(text, /* useFastParser= */ true));
      } catch (NumberFormatException | ArithmeticException e) {
        // Java has no number with such an exponent. This node is written as it was read.
        return NODES.rawValueNode(new RawValue(text));
      }
    }
    if (text.length() <= LONG_DIGITS) {
      long number = Long.parseLong(text);
      return number == (int) number ? NODES.numberNode((int) number) : NODES.numberNode(number);
    }
    BigInteger number = NumberInput.parseBigInteger(text, /* useFastParser= */ true);
    return number.bitLength() < Long.SIZE
        ? NODES.numberNode(number.longValue())
        : NODES.numberNode(number);
  }
}
