package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.source.Sources;
import io.snowwatch.testing.ClassPathWithout;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WithoutTheSdkTest {

  @Test
  void theScriptIsPrintedWithoutAnyClassOfTheAwsSdk() {
    assertThat(ClassPathWithout.theSdk().answer(Script.class)).isEqualTo(new Script().get());
  }

  /** Prints everything. */
  public static final class Script implements Supplier<String> {
    @Override
    public String get() {
      return SnowflakePlan.of(
              Sources.catalog(), SnowflakeSettings.builder().accountId("123456789012").build())
          .print();
    }
  }
}
