package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {

  private static final Map<String, String> CREDENTIALS =
      Map.of("aws.accessKeyId", "a", "aws.secretAccessKey", "b", "aws.region", "us-east-1");

  @BeforeAll
  static void setCredentials() {
    CREDENTIALS.forEach(System::setProperty);
  }

  @AfterAll
  static void clearCredentials() {
    CREDENTIALS.keySet().forEach(System::clearProperty);
  }

  @Test
  void everyCommandDoesItsWork(@TempDir Path folder) throws IOException {
    assertThat(Rehearsal.run(folder))
        .isNotEmpty()
        .allSatisfy((command, status) -> assertThat(status).as(command).isZero());
  }
}
