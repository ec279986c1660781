package io.snowwatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SyntheticLogFileTest {

  private static final int EVENTS = 5_000;

  @Test
  void eventsAreAsLongAndAsCompressibleAsRealOnes() {
    byte[] file = SyntheticLogFile.of(EVENTS);
    byte[] compressed = SyntheticLogFile.gzip(file);

    assertThat(file.length / EVENTS).isBetween(1_400, 1_600);
    assertThat((double) file.length / compressed.length).isBetween(7.5, 8.5);
    assertThat(SyntheticLogFile.of(EVENTS)).isEqualTo(file);
  }

  @Test
  void allContendersReadTheSameEvents() throws IOException {
    byte[] file = SyntheticLogFile.of(EVENTS);

    assertThat(written(Contender.SPLIT, file)).isEqualTo(written(Contender.JACKSON, file));
    assertThat(written(Contender.TYPED, file)).isEqualTo(EVENTS);
    assertThat(written(Contender.AWS, file)).isEqualTo(EVENTS);
    assertThat(read(Contender.TYPED, file).sum()).isEqualTo(read(Contender.AWS, file).sum());
    assertThat(written(Contender.FILTERED, file)).isBetween(EVENTS / 20L, EVENTS / 5L);
  }

  private static long written(Contender contender, byte[] file) throws IOException {
    return read(contender, file).bytes();
  }

  private static Sink read(Contender contender, byte[] file) throws IOException {
    Sink sink = new Sink();
    contender.read(new ByteArrayInputStream(file), sink);
    return sink;
  }
}
