package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptionTest {

  private static final int INT = 2;
  private static final int TERM = 15;

  private final List<String> done = new ArrayList<>();
  private final Interruption interruption =
      new Interruption(status -> done.add("exit " + status), status -> done.add("halt " + status));

  @Test
  void withoutWorkTheFirstSignalEndsTheProcess() {
    interruption.signal(TERM);

    assertThat(done).containsExactly("exit 143");
  }

  @Test
  void theFirstSignalAsksTheWorkToEndAndTheSecondDoesNotWaitForIt() {
    interruption.work(() -> done.add("give up"));
    assertThat(interruption.status()).isZero();

    interruption.signal(INT);
    assertThat(done).containsExactly("give up");
    assertThat(interruption.status()).isEqualTo(130);

    interruption.signal(TERM);
    assertThat(done).containsExactly("give up", "halt 143");
    assertThat(interruption.status()).isEqualTo(130);
  }

  @Test
  void workThatIsDoneIsNotAskedToEnd() {
    interruption.work(() -> done.add("give up")).close();

    interruption.signal(INT);

    assertThat(done).containsExactly("exit 130");
  }

  @Test
  void workThatBeginsAfterTheSignalIsGivenUpAtOnce() {
    interruption.work(() -> done.add("give up"));
    interruption.signal(INT);
    interruption.work(() -> done.add("give up too"));

    assertThat(done).containsExactly("give up", "give up too");
  }
}
