package io.snowwatch.snowflake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the end of an object's comment says about it: {@code [snowwatch 1a2b3c4d]}.
 *
 * <p>An object that carries a mark is SnowWatch's own. The hash is of the form that SnowWatch
 * wanted when it made the object; another one today means that the object is to be altered. Texts
 * that Snowflake keeps of an object are never compared, because it writes them anew.
 *
 * @param hash eight hexadecimal digits
 * @param state what is under way with the object, such as {@code replacing since …}; empty if
 *     nothing is
 */
public record Mark(String hash, Optional<String> state) {

  private static final Pattern IN_A_COMMENT =
      Pattern.compile("\\[snowwatch ([0-9a-f]{8})(?:; ([^\\]]+))?\\]\\s*$");

  private static final int BYTES = 4;

  /** Makes a mark without a state. */
  static Mark of(String definition) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(definition.getBytes(StandardCharsets.UTF_8));
      return new Mark(HexFormat.of().formatHex(digest, 0, BYTES), Optional.empty());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /**
   * Reads the mark of an object.
   *
   * @param comment the object's comment
   * @return the mark; empty if the comment has none, as SnowWatch 1.0's objects have not
   */
  public static Optional<Mark> in(String comment) {
    Matcher mark = IN_A_COMMENT.matcher(comment);
    return mark.find()
        ? Optional.of(new Mark(mark.group(1), Optional.ofNullable(mark.group(2))))
        : Optional.empty();
  }

  /**
   * The same object with something under way.
   *
   * @param state a few words without brackets
   * @return the mark with the state
   */
  public Mark with(String state) {
    return new Mark(hash, Optional.of(state));
  }

  /**
   * A comment that ends with the mark.
   *
   * @param purpose what the object is for
   * @return the comment
   */
  public String after(String purpose) {
    return purpose + " " + this;
  }

  /** The mark as a comment has it. */
  @Override
  public String toString() {
    return "[snowwatch " + hash + state.map(words -> "; " + words).orElse("") + "]";
  }
}
