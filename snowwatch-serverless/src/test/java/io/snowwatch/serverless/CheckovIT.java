package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.testing.PythonTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The template as reviewers' tools see it; what is excepted stands in checkov.yml with its reason.
 */
@Tag("slow")
class CheckovIT {

  private static String check(Path template) {
    return PythonTools.checkov()
        .run(
            "checkov",
            List.of("--config-file", "checkov.yml", "-f", template.toString()),
            Map.of());
  }

  @Test
  void nothingIsFoundButWhatIsExceptedWithAReason() {
    assertThat(check(PackageIT.PLAIN)).doesNotContain("FAILED");
  }

  @Test
  void aBucketThatAnybodyMayReadIsFound() throws IOException {
    Path open = Path.of("target", "open-bucket.yml");
    Files.writeString(
        open,
        Files.readString(PackageIT.PLAIN)
            .replace("RestrictPublicBuckets: true", "RestrictPublicBuckets: false"));

    assertThatThrownBy(() -> check(open)).hasMessageContaining("CKV_AWS_56");
  }
}
