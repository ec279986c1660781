package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.testing.FakeSnowflake;
import io.snowwatch.testing.MotoServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** doctor with a server on each side that knows some of it, or none. */
class DoctorCommandIT {

  private static final Map<String, String> CREDENTIALS =
      Map.of("aws.accessKeyId", "a", "aws.secretAccessKey", "b", "aws.region", "us-east-1");

  private final Map<String, String> environment = new TreeMap<>(FakeSnowflake.shared().variables());
  private String out = "";

  @BeforeAll
  static void setCredentials() {
    CREDENTIALS.forEach(System::setProperty);
  }

  @AfterAll
  static void clearCredentials() {
    CREDENTIALS.keySet().forEach(System::clearProperty);
  }

  private int run(String... words) {
    environment.put("SNOWFLAKE_PASSWORD", "canary-password");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringWriter messages = new StringWriter();
    int status =
        SnowWatch.run(
            new Console(bytes, new PrintWriter(messages, true), environment, false), words);
    out = bytes.toString(StandardCharsets.UTF_8);
    assertThat(out + messages).doesNotContain("canary");
    return status;
  }

  private static String[] doctor(String... more) {
    List<String> words = new ArrayList<>(List.of("doctor", "--account-id", "123456789012"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Test
  void ofTablesThatAreThereAllIsWellAndOfThoseThatAreNotItSaysWhatMakesThem() {
    // Each of a hundred views of answers takes this server a second.
    String[] doctor =
        doctor(
            "--database",
            "\"Doc's\"",
            "--set",
            "analysis=none",
            "--section",
            "TABLES,VIEWS",
            "--no-aws",
            "--yes");

    // Where there are no tables it cannot see how old their rows are.
    assertThat(run(doctor)).isEqualTo(ExitStatus.NOT_SEEN);
    assertThat(out)
        .contains("~  DRIFT: table \"Doc's\".AWS.EC2_MONITORING_LANDING_ZONE")
        .contains("mend:   snowwatch snowflake apply --account-id 123456789012 ")
        .contains(" --database '\"Doc'\\''s\"'")
        .contains(" --set analysis=none")
        .contains(" --section TABLES,VIEWS")
        .doesNotContain("mend:   snowwatch snowflake apply --no-aws")
        .contains("-  the stack: --section names other parts");

    // fakesnow itself does not understand such a name.
    doctor[4] = "DOCTORED_BY_COMMAND";
    String[] apply = doctor.clone();
    apply[0] = "apply";
    List<String> words = new ArrayList<>(List.of("snowflake"));
    words.addAll(List.of(apply));
    assertThat(run(words.toArray(String[]::new))).isZero();
    assertThat(run(doctor)).isEqualTo(ExitStatus.BROKEN);
    assertThat(out)
        .contains("x  NO_RUNS: runs of ec2_instances")
        .contains(" 0 not as wanted, ")
        .doesNotContain("DRIFT:");
  }

  @Test
  void withAnAwsThatIsEmptyEverythingIsBrokenAndInJson() throws IOException {
    assertThat(
            run(
                doctor(
                    "--no-snowflake",
                    "--bucket",
                    "doctor-finds-none",
                    "--endpoint-url",
                    MotoServer.shared().endpoint().toString(),
                    "--output",
                    "json")))
        .isEqualTo(ExitStatus.BROKEN);

    assertThat(out.lines()).hasSize(1);
    JsonNode diagnosis = new ObjectMapper().readTree(out);
    assertThat(diagnosis.path("Worst").asText()).isEqualTo("BROKEN");
    assertThat(diagnosis.path("Findings"))
        .anySatisfy(
            finding -> {
              assertThat(finding.path("Kind").asText()).isEqualTo("STACK_MISSING");
              assertThat(finding.path("Severity").asText()).isEqualTo("BROKEN");
              assertThat(finding.path("Hop").asText()).isEqualTo("STACK");
              assertThat(finding.path("What").asText()).isEqualTo("stack snowwatch-prod");
              assertThat(finding.path("Commands")).isNotEmpty();
            })
        .anySatisfy(f -> assertThat(f.path("Kind").asText()).isEqualTo("FUNCTION_MISSING"))
        .anySatisfy(f -> assertThat(f.path("Kind").asText()).isEqualTo("BUCKET_MISSING"))
        .anySatisfy(f -> assertThat(f.path("Kind").asText()).isEqualTo("UNSEEN"))
        .anySatisfy(f -> assertThat(f.path("Kind").asText()).isEqualTo("LEFT_OUT"));
  }

  @Test
  void whatCannotBeReachedIsSaidAndTheOtherSideIsLookedAt() {
    environment.put("SNOWFLAKE_PORT", "1");
    environment.put("SNOWFLAKE_LOGIN_TIMEOUT", "1");

    assertThat(run(doctor("--no-aws"))).isEqualTo(ExitStatus.AWS_UNREACHABLE);
    assertThat(out).contains("?  UNSEEN: the pipes").contains("Snowflake could not be reached:");

    assertThat(run(doctor("--endpoint-url", MotoServer.shared().endpoint().toString())))
        .isEqualTo(ExitStatus.BROKEN);
    assertThat(out).contains("x  STACK_MISSING").contains("?  UNSEEN: the pipes");
    assertThat(run(doctor("--no-aws", "--no-snowflake"))).isZero();
  }
}
