package io.snowwatch.cloudtrail.split;

import static io.snowwatch.cloudtrail.split.Gzip.gzip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GzipReaderTest {

  private static final byte[] TEXT = text();

  private static byte[] text() {
    StringBuilder text = new StringBuilder();
    Random random = new Random(1);
    while (text.length() < 200_000) {
      text.append(random.nextInt(1000)).append("some words that come again ");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void everyMemberIsReadWhateverTheStreamHasAtHand() throws IOException {
    byte[] gzip = gzip(TEXT);
    ByteArrayOutputStream three = new ByteArrayOutputStream();
    three.writeBytes(gzip);
    three.writeBytes(gzip(new byte[0]));
    three.writeBytes(gzip);
    three.writeBytes(new byte[700]);

    try (InputStream in = LogFiles.uncompress(new Dribble(three.toByteArray()))) {
      byte[] read = in.readAllBytes();
      assertThat(read).hasSize(2 * TEXT.length).startsWith(TEXT).endsWith(TEXT);
    }
  }

  @Test
  void theOptionalPartsOfAHeaderAreSkipped() throws IOException {
    byte[] gzip = gzip(TEXT);
    gzip[3] = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(gzip, 0, 10);
    out.writeBytes(new byte[] {3, 0, 'e', 'x', 't'});
    out.writeBytes(new byte[] {'n', 'a', 'm', 'e', 0});
    out.writeBytes(new byte[] {'n', 'o', 't', 'e', 0});
    out.writeBytes(new byte[] {1, 2});
    out.write(gzip, 10, gzip.length - 10);

    try (InputStream in = LogFiles.uncompress(new ByteArrayInputStream(out.toByteArray()))) {
      assertThat(in.readAllBytes()).isEqualTo(TEXT);
    }
  }

  @Test
  void everythingBeforeDamageIsReadAndThenTheDamageIsTold() throws IOException {
    byte[] gzip = gzip(TEXT);
    byte[] wrongChecksum = gzip.clone();
    wrongChecksum[gzip.length - 6]++;
    byte[] followed = Arrays.copyOf(gzip, gzip.length + 1);
    followed[gzip.length] = 'x';

    assertThat(readUpToDamage(Arrays.copyOf(gzip, gzip.length - 1), "is cut off")).isEqualTo(TEXT);
    assertThat(readUpToDamage(wrongChecksum, "does not have the checksum")).isEqualTo(TEXT);
    assertThat(readUpToDamage(followed, "something that is no gzip")).isEqualTo(TEXT);
    assertThat(readUpToDamage(Arrays.copyOf(gzip, 9), "is cut off")).isEmpty();
    byte[] half = readUpToDamage(Arrays.copyOf(gzip, gzip.length / 2), "is cut off");
    assertThat(half).hasSizeBetween(TEXT.length / 3, TEXT.length).isEqualTo(start(half.length));
  }

  @Test
  void whatIsReadBeforeDamageDoesNotDependOnHowMuchIsReadAtOnce() throws IOException {
    byte[] text = Arrays.copyOf(TEXT, 2_000);
    byte[] gzip = gzip(text);
    // The first bytes are the header's, of which time and system do not matter; the last byte of
    // the compressed data is padded with bits that do not matter either.
    for (int at = 10; at < gzip.length; at++) {
      if (at == gzip.length - 9) {
        continue;
      }
      byte[] damaged = gzip.clone();
      damaged[at] ^= 0x10;
      byte[] whole = readUpToDamage(damaged, "gzip data", 8192);
      assertThat(readUpToDamage(damaged, "gzip data", 7)).isEqualTo(whole);
      assertThat(readUpToDamage(damaged, "gzip data", 1)).isEqualTo(whole);
    }
    for (int length = 10; length < gzip.length; length++) {
      byte[] whole = readUpToDamage(Arrays.copyOf(gzip, length), "cut off", 8192);
      assertThat(readUpToDamage(Arrays.copyOf(gzip, length), "cut off", 1)).isEqualTo(whole);
    }
  }

  @Test
  void theMembersBehindADamagedOneAreReadWhereThatIsAskedFor() throws IOException {
    byte[] damaged = gzip(start(50_000));
    byte[] whole = gzip(TEXT);
    byte[] wrongChecksum = damaged.clone();
    wrongChecksum[damaged.length - 6]++;

    assertThat(readAll(concat(wrongChecksum, whole), "At byte 50000 ", "checksum"))
        .isEqualTo(concat(start(50_000), TEXT));
    assertThat(readAll(concat(damaged, new byte[] {'x', 0x1f}, whole), "At byte 50000 ", "no gzip"))
        .isEqualTo(concat(start(50_000), TEXT));
    for (int at = 200; at < damaged.length - 8; at += 97) {
      byte[] flipped = damaged.clone();
      flipped[at] ^= 0x14;
      byte[] before = readUpToDamage(flipped, "gzip data");
      assertThat(
              readAll(concat(flipped, whole, wrongChecksum), "At byte " + before.length + " ", ""))
          .as("damaged at %d", at)
          .isEqualTo(concat(before, TEXT, start(50_000)));
    }
  }

  @Test
  void aMemberThatIsCutOffIsNotTakenForTheBeginningOfTheNextOne() throws IOException {
    byte[] damaged = gzip(start(50_000));
    byte[] whole = gzip(TEXT);
    for (int length = 11; length < damaged.length; length += 89) {
      byte[] read = readAll(concat(Arrays.copyOf(damaged, length), whole), "At byte ", "");

      assertThat(read).as("cut off at %d", length).endsWith(TEXT);
    }
  }

  @Test
  void whatIsReadBehindDamageDoesNotDependOnHowTheBytesArrive() throws IOException {
    byte[] damaged = gzip(TEXT);
    damaged[damaged.length / 2] ^= 0x14;
    byte[] file = concat(damaged, new byte[100_000], gzip(TEXT), Arrays.copyOf(damaged, 9));

    byte[] read = readAll(new ByteArrayInputStream(file), "At byte ", "gzip data");

    assertThat(read).endsWith(TEXT);
    assertThat(readAll(new Dribble(file), "At byte ", "gzip data")).isEqualTo(read);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] readAll(byte[] gzip, String start, String problem) throws IOException {
    return readAll(new ByteArrayInputStream(gzip), start, problem);
  }

  private static byte[] readAll(InputStream gzip, String start, String problem) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = LogFiles.uncompressDamaged(gzip)) {
      assertThatThrownBy(() -> in.transferTo(read))
          .isInstanceOf(MalformedLogFileException.class)
          .hasMessageStartingWith(start)
          .hasMessageContaining(problem);
      assertThatThrownBy(in::read).isInstanceOf(MalformedLogFileException.class);
    }
    return read.toByteArray();
  }

  @Test
  void aFailureToReadIsNoDamage() throws IOException {
    InputStream failing =
        new InputStream() {
          private int given;

          @Override
          public int read() throws IOException {
            if (given < 12) {
              return gzip(TEXT)[given++] & 0xFF;
            }
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            buffer[offset] = (byte) read();
            return 1;
          }
        };

    try (InputStream in = LogFiles.uncompress(failing)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessage("connection reset");
    }
  }

  private static byte[] start(int length) {
    return Arrays.copyOf(TEXT, length);
  }

  private static byte[] readUpToDamage(byte[] gzip, String problem) throws IOException {
    return readUpToDamage(gzip, problem, 8192);
  }

  private static byte[] readUpToDamage(byte[] gzip, String problem, int atOnce) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = LogFiles.uncompress(new ByteArrayInputStream(gzip))) {
      byte[] buffer = new byte[atOnce];
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(
                () -> {
                  for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    read.write(buffer, 0, n);
                  }
                })
            .isInstanceOf(MalformedLogFileException.class)
            .hasMessageContaining(problem)
            .hasMessageStartingWith("At byte " + read.size() + " ");
      }
    }
    return read.toByteArray();
  }

  /** Has nothing at hand, and gives few bytes at a time. */
  private static final class Dribble extends ByteArrayInputStream {

    Dribble(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int available() {
      return 0;
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) {
      return super.read(buffer, offset, Math.min(length, 13));
    }
  }
}
