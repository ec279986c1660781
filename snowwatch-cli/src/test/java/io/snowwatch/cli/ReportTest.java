package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code snowwatch report} over two runs with hostile names and a gap. */
class ReportTest {

  private static final String WHERE =
      "\"AccountId\":\"123456789012\",\"OwnerId\":\"123456789012\",\"Region\":{\"RegionName\":\"eu-west-1\"}";

  private final RecordedConsole console = new RecordedConsole();

  @TempDir private Path folder;
  private Path page;

  @BeforeEach
  void report() throws IOException {
    page = folder.resolve("report.html");
    for (int run = 1; run <= 2; run++) {
      String rest =
          "account=123456789012/region=%s/run=r%d/part=0001/2026-11-24T0%d:00:00.000000.json.gz";
      String key = rest.formatted("eu-west-1", run, run);
      write(
          "ec2_monitoring/" + key,
          instance("i-1", "<script>alert(1)</script>"),
          instance("i-2", "\\\"onload=\\\"alert(2)"),
          instance("i-3", "\u202Egnp.</script><img src=x onerror=alert(3)>"));
      write(
          "security_group_monitoring/" + key,
          "{\"GroupId\":\"sg-1\",\"GroupName\":\"g\",\"IpPermissions\":[%s],%s}"
              .formatted(
                  run == 1
                      ? ""
                      : "{\"IpProtocol\":\"tcp\",\"FromPort\":22,\"ToPort\":22,\"IpRanges\":[{\"CidrIp\":\"0.0.0.0/0\"}]}",
                  WHERE));
      String said =
          "{\"RunId\":\"r%d\",\"Dataset\":\"%s\",\"AccountId\":\"123456789012\",\"RegionName\":\"eu-west-1\",\"Outcome\":\"%s\",\"RecordCount\":%d,\"ErrorCode\":\"%s\",\"ErrorMessage\":\"<b>No.</b>\",\"ObjectKeys\":[]}";
      write(
          "harvest_monitoring/" + rest.formatted("global", run, run),
          said.formatted(run, "ec2_instances", "SUCCEEDED", 3, ""),
          said.formatted(run, "security_groups", "SUCCEEDED", 1, ""),
          said.formatted(run, "load_balancers", "FAILED", 0, "AccessDenied"),
          notSelected("ec2_instances", run),
          notSelected("security_groups", run),
          notSelected("load_balancers", run));
    }
    write(
        "cloudtrail_monitoring/1.json.gz",
        "{\"eventID\":\"e\",\"eventTime\":\"2026-11-24T01:30:00Z\",\"awsRegion\":\"eu-west-1\",\"eventName\":\"AuthorizeSecurityGroupIngress\",\"readOnly\":false,\"recipientAccountId\":\"123456789012\",\"userIdentity\":{\"arn\":\"arn:<i>eve</i>\"},\"requestParameters\":{\"groupId\":\"sg-1\"}}");
    assertThat(console.run("report", "--in", folder.toString(), "--output", page.toString()))
        .as(console.err())
        .isZero();
  }

  private static String notSelected(String dataset, int run) {
    return "{\"RunId\":\"r%d\",\"Dataset\":\"%s\",\"AccountId\":\"123456789012\",\"RegionName\":\"us-gov-northwest-11\",\"Outcome\":\"SKIPPED\",\"Reason\":\"NOT_SELECTED\"}"
        .formatted(run, dataset);
  }

  private static String instance(String id, String name) {
    return "{\"InstanceId\":\"%s\",\"InstanceName\":\"%s\",\"NetworkInterfaces\":[{\"NetworkInterfaceId\":\"eni\",\"Association\":{\"PublicIp\":\"52.1.1.1\"},\"Groups\":[{\"GroupId\":\"sg-1\"}]}],%s}"
        .formatted(id, name, WHERE);
  }

  private void write(String key, String... lines) throws IOException {
    Path file = folder.resolve(key);
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void thePageSaysWhatIsNotKnownFirstAndNamesAreText() throws IOException {
    String html = Files.readString(page);

    assertThat(html.indexOf("not known")).isBetween(0, html.indexOf("id=\"posture\""));
    assertThat(html)
        .contains(
            "8 of 10 parts of the estate are not known",
            "3 of them are of Regions that were not selected",
            "<td class=\"left\">not selected</td>",
            "AccessDenied: &lt;b&gt;No.&lt;/b&gt;",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "&quot;onload=&quot;alert(2)",
            "\u202Egnp.&lt;/script&gt;&lt;img src=x onerror=alert(3)&gt;",
            "arn:&lt;i&gt;eve&lt;/i&gt;",
            "SG01 Remote administration is open",
            "<strong>Remedy:</strong>",
            "default-src 'none'")
        .doesNotContain(
            "<img", "<i>", "<b>", "http://", "https://", "<iframe", "onerror=alert(3)>");
    assertThat(html.split("<script", -1)).hasSize(2);
    assertThat(html.split("</script", -1)).hasSize(2);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(p -> p.getFileName().toString())).noneMatch(n -> n.endsWith(".part"));
    }
  }

  @Test
  void aBrowserRunsItsScriptAndHasNothingToComplainAbout()
      throws IOException, InterruptedException {
    assertThat(inABrowser(page))
        .contains(
            "aria-label=\"Filter: Resources by type, account and Region\"",
            "<button type=\"button\">Account</button>",
            "&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<img", "<i>");
  }

  /** The page's own script at work, driven by another that the page's policy is opened for. */
  @Test
  void aTableIsSortedByItsHeadsAndFilteredByWhatIsTyped() throws IOException, InterruptedException {
    String driver =
        """
        <script>
        const table = [...document.querySelectorAll('table.data')]
          .find(t => t.caption.textContent.startsWith('Instances with a public address'));
        const ids = () => [...table.tBodies[0].rows].filter(r => !r.hidden).map(r => r.cells[0].textContent).join();
        const head = table.querySelector('thead button');
        const say = (name, value) => document.body.setAttribute('data-' + name, value);
        head.click();
        say('up', ids() + ' ' + head.parentElement.getAttribute('aria-sort'));
        head.click();
        say('down', ids() + ' ' + head.parentElement.getAttribute('aria-sort'));
        const input = table.parentElement.previousElementSibling.previousElementSibling.querySelector('input');
        input.value = 'I-2';
        input.dispatchEvent(new Event('input'));
        say('filtered', ids() + ' ' + table.parentElement.previousElementSibling.textContent);
        input.value = '';
        input.dispatchEvent(new Event('input'));
        say('all', ids());
        </script>
        """;
    String html = Files.readString(page);
    Path driven = folder.resolve("driven.html");
    Files.writeString(
        driven,
        html.replaceFirst("script-src '[^']*'", "script-src 'unsafe-inline'")
            .replace("</body>", driver + "</body>"));

    assertThat(inABrowser(driven))
        .contains(
            "data-up=\"i-1,i-2,i-3 ascending\"",
            "data-down=\"i-3,i-2,i-1 descending\"",
            "data-filtered=\"i-2 1 of 3 rows\"",
            "data-all=\"i-3,i-2,i-1\"");
  }

  /** What becomes of a page in Chromium, which must have nothing to complain about. */
  private String inABrowser(Path shown) throws IOException, InterruptedException {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(p -> Files.isExecutable(Path.of(p, "chromium")));
    // Where it is decided what lands, the browser has to be there.
    assumeTrue(there || "true".equals(System.getenv("CI")), "chromium is not installed");
    Path dom = folder.resolve("dom.html");
    Path log = folder.resolve("log");
    Process browser =
        new ProcessBuilder(
                List.of(
                    "chromium",
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--enable-logging=stderr",
                    "--user-data-dir=" + folder.resolve("profile"),
                    "--dump-dom",
                    shown.toUri().toString()))
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      assertThat(browser.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      browser.destroyForcibly();
    }

    assertThat(Files.readString(log)).doesNotContain("CONSOLE");
    return Files.readString(dom);
  }
}
