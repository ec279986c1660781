package io.snowwatch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsScope;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.RecordEmitter;
import io.snowwatch.storage.BucketLayout;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownSourcesTest {

  /** A source without a function and without a variable. */
  public static class Gateways implements InventorySource {

    @Override
    public Source declaration() {
      return declared("gateways", "gateway_monitoring/all");
    }

    @Override
    public void collect(AwsScope scope, RecordEmitter emitter) {}
  }

  static Source declared(String name, String directory) {
    return Source.builder()
        .name(name)
        .title("Gateways")
        .coverage(Coverage.REGIONAL)
        .directory(directory)
        .addDatasets(Dataset.builder().name(name).title("Gateways").objectPrefix("GATEWAY").build())
        .build();
  }

  @Test
  void aDeclarationNeedsNeitherAFunctionNorAVariable() {
    KnownSources known = KnownSources.builtIn().and(new Gateways());

    Source source = known.catalog().source("gateways");
    assertThat(source.function()).isEmpty();
    assertThat(source.directoryVariable()).isEqualTo("SNOWWATCH_GATEWAY_MONITORING_ALL_PATH");
    assertThat(
            BucketLayout.fromEnvironment(
                    known.catalog(), Map.of("SNOWWATCH_GATEWAY_MONITORING_ALL_PATH", "gates"))
                .directory(source.datasets().get(0)))
        .isEqualTo("gates");
    assertThat(known.inventory("gateways")).isInstanceOf(Gateways.class);
    assertThat(known.inventory()).hasSize(Sources.inventory().size() + 1);
  }

  @Test
  void aSourceThatTakesAnothersNameIsRefused() {
    InventorySource twin =
        new Gateways() {
          @Override
          public Source declaration() {
            return declared("iam", "iam_monitoring");
          }
        };

    assertThatThrownBy(() -> KnownSources.builtIn().and(twin))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Two declarations share the source 'iam': rename one. Two declarations share the"
                + " directory 'iam_monitoring': rename one.");
  }

  @Test
  void sourcesThatJarsDeclareAreFound(@TempDir Path jar) throws IOException {
    try (URLClassLoader loader = declaring(jar, Gateways.class.getName())) {
      assertThat(KnownSources.found(loader).inventory("gateways")).isInstanceOf(Gateways.class);
    }
  }

  @Test
  void aSourceThatCannotBeLoadedIsNamed(@TempDir Path jar) throws IOException {
    try (URLClassLoader loader = declaring(jar, "com.example.Missing")) {
      assertThatThrownBy(() -> KnownSources.found(loader))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(
              "A source that META-INF/services/io.snowwatch.harvest.InventorySource names cannot be"
                  + " loaded")
          .hasMessageContaining("com.example.Missing not found")
          .hasMessageEndingWith(
              "It must be public, with a public constructor without arguments, and built for this"
                  + " version of SnowWatch.");
    }
  }

  private static URLClassLoader declaring(Path jar, String className) throws IOException {
    Path services = Files.createDirectories(jar.resolve("META-INF/services"));
    Files.writeString(services.resolve(InventorySource.class.getName()), className + "\n");
    return new URLClassLoader(
        new URL[] {jar.toUri().toURL()}, KnownSourcesTest.class.getClassLoader());
  }
}
