package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar with a source and a check that the command does not know, compiled here and now. */
class PluginsTest {

  private static final String SOURCE =
      """
      package com.example;

      import io.snowwatch.answers.Check;
      import io.snowwatch.answers.CheckSet;
      import io.snowwatch.aws.AwsScope;
      import io.snowwatch.catalog.*;
      import io.snowwatch.harvest.InventorySource;
      import io.snowwatch.harvest.RecordEmitter;
      import java.util.List;

      public final class Gateways implements InventorySource, CheckSet {
        @Override
        public Source declaration() {
          return Source.builder()
              .name("gateways").title("Gateways").coverage(Coverage.REGIONAL).directory("gateways")
              .addActions("ec2:DescribeInternetGateways")
              .addDatasets(Dataset.builder()
                  .name("gateways").title("Gateways").objectPrefix("GATEWAY")
                  .addColumns(
                      Column.string("ACCOUNT_ID", "AccountId").describe("The account."),
                      Column.string("REGION_NAME", "Region.RegionName").describe("The Region."),
                      Column.string("GATEWAY_ID", "InternetGatewayId").describe("The id."))
                  .addViewColumns(
                      Column.count("ATTACHMENTS", "Attachments").describe("How many VPCs."))
                  .addKinds(new ResourceKind("AWS::EC2::InternetGateway", "GATEWAY_ID",
                      "arn:${Partition}:ec2:${REGION_NAME}:${ACCOUNT_ID}:internet-gateway/${GATEWAY_ID}"))
                  .build())
              .build();
        }

        @Override
        public void collect(AwsScope scope, RecordEmitter emitter) {}

        @Override
        public List<Check> checks() {
          return List.of(CheckSet.resource(Gateways.class, "IG01.sql"));
        }
      }
      """;

  private static final String CHECK =
      """
      -- id: IG01
      -- title: A gateway is attached to nothing
      -- severity: low
      -- resource: AWS::EC2::InternetGateway
      -- needs: gateways
      -- why: It is forgotten.
      -- remedy: Delete it.
      SELECT G.*, G.ATTACHMENTS = 0 AS FAILED, 'It is attached to no VPC.' AS REASON
      FROM GATEWAYS G
      """;

  @TempDir private static Path folder;

  private static Path jar;

  private final RecordedConsole console = new RecordedConsole();

  @BeforeAll
  static void makeJar() throws IOException {
    Path source = folder.resolve("Gateways.java");
    Files.writeString(source, SOURCE);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int status =
        compiler.run(
            null,
            OutputStream.nullOutputStream(),
            null,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.resolve("classes").toString(),
            source.toString());
    assertThat(status).isZero();
    jar = Files.createDirectories(folder.resolve("plugins")).resolve("gateways.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      String name = "com/example/Gateways.class";
      put(out, name, Files.readAllBytes(folder.resolve("classes").resolve(name)));
      put(out, "com/example/IG01.sql", CHECK.getBytes(StandardCharsets.UTF_8));
      for (String service :
          List.of("io.snowwatch.harvest.InventorySource", "io.snowwatch.answers.CheckSet")) {
        put(
            out,
            "META-INF/services/" + service,
            "com.example.Gateways\n".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  @Test
  void itsSourceIsListedBesideTheOthersAndOnlyWithItsJar() {
    assertThat(console.run("sources", "--plugins", jar.toString())).isZero();
    assertThat(console.lines())
        .anyMatch(line -> line.contains("GATEWAY_LANDING_ZONE"))
        .anyMatch(line -> line.contains("EC2_MONITORING_LANDING_ZONE"));

    RecordedConsole without = new RecordedConsole();
    assertThat(without.run("sources")).isZero();
    assertThat(without.lines()).noneMatch(line -> line.contains("GATEWAY_LANDING_ZONE"));
  }

  @Test
  void snowflakeGetsItsTableItsPipeAndItsView() {
    assertThat(
            console.run(
                "snowflake",
                "print",
                "--account-id",
                "123456789012",
                "--plugins",
                jar.getParent().toString()))
        .as(console.err())
        .isZero();
    assertThat(String.join("\n", console.lines()))
        .contains("GATEWAY_LANDING_ZONE", "GATEWAY_PIPE", "gateways/");
  }

  @Test
  void whatItHarvestedIsAskedAndChecked() throws IOException {
    Path estate = folder.resolve("estate");
    String at =
        "/account=123456789012/region=eu-west-1/run=r1/part=0001/2026-11-24T00:00:00.000000.json.gz";
    write(
        estate.resolve("gateways" + at),
        "{\"InternetGatewayId\":\"igw-1\",\"Attachments\":[],\"AccountId\":\"123456789012\",\"Region\":{\"RegionName\":\"eu-west-1\"}}");
    write(
        estate.resolve("harvest_monitoring" + at),
        "{\"RunId\":\"r1\",\"Dataset\":\"gateways\",\"AccountId\":\"123456789012\",\"RegionName\":\"eu-west-1\",\"Outcome\":\"SUCCEEDED\",\"RecordCount\":1,\"ObjectKeys\":[]}");

    assertThat(
            console.run(
                "query",
                "--in",
                estate.toString(),
                "--plugins",
                jar.toString(),
                "--format",
                "csv",
                "SELECT GATEWAY_ID, RESOURCE_ARN FROM GATEWAYS"))
        .isZero();
    assertThat(console.lines())
        .contains("igw-1,arn:aws:ec2:eu-west-1:123456789012:internet-gateway/igw-1");

    RecordedConsole check = new RecordedConsole();
    assertThat(
            check.run(
                "check",
                "--in",
                estate.toString(),
                "--plugins",
                jar.toString(),
                "--check",
                "IG01",
                "--fail-on",
                "low"))
        .as(check.err())
        .isEqualTo(4);
    assertThat(check.lines())
        .anyMatch(line -> line.contains("IG01") && line.contains("It is attached to no VPC."));
  }

  @Test
  void aJarThatIsNotThereIsNamedBeforeAnythingIsDone() {
    assertThat(console.run("harvest", "--to", "-", "--plugins", "no-such.jar")).isEqualTo(2);
    assertThat(console.err())
        .contains("--plugins 'no-such.jar' does not exist: name a jar or a folder of jars.");
  }

  private static void write(Path file, String line) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }
}
