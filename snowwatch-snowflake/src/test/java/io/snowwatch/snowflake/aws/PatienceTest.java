package io.snowwatch.snowflake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.SnowWatchException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private final List<Long> pauses = new ArrayList<>();
  private Instant now = Instant.EPOCH;

  private Patience patience(int seconds) {
    return new Patience(
        Duration.ofSeconds(seconds),
        () -> now,
        length -> {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          pauses.add(length.toSeconds());
          now = now.plus(length);
        });
  }

  @AfterEach
  void notInterrupted() {
    Thread.interrupted();
  }

  @Test
  void triesUntilItWorks() {
    Iterator<Optional<String>> answers =
        List.of(Optional.of("denied"), Optional.of("denied"), Optional.<String>empty()).iterator();

    patience(60).until("LIST", answers::next);

    assertThat(pauses).containsExactly(1L, 2L);
  }

  @Test
  void saysTheLastReasonWhenTheTimeIsOver() {
    assertThatThrownBy(() -> patience(60).until("LIST @stage", () -> Optional.of("denied")))
        .isInstanceOf(SnowWatchException.class)
        .hasMessage("LIST @stage does not work after 60 seconds: denied");
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 15L, 15L, 15L);
  }

  @Test
  void throwsWhatTheAttemptThrows() {
    assertThatThrownBy(
            () ->
                patience(60)
                    .until(
                        "LIST",
                        () -> {
                          throw new IllegalStateException("closed");
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("closed");
  }

  @Test
  void endsWhenItIsInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> patience(60).until("LIST", () -> Optional.of("denied")))
        .isInstanceOf(SnowWatchException.class)
        .hasMessage("Interrupted while waiting for LIST: denied");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
