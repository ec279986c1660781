package io.snowwatch.source;

import io.snowwatch.contract.SourceContract;
import io.snowwatch.contract.SourceFixture;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.testing.RenderedFile;
import java.util.List;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of every built-in source. The fixture is found by its name: that of the source's
 * class, followed by {@code Fixture}.
 */
@ParameterizedClass
@MethodSource("sources")
class SourceContractTest extends SourceContract {

  @Parameter InventorySource source;

  static List<InventorySource> sources() {
    return Sources.inventory();
  }

  @Override
  protected InventorySource source() {
    return source;
  }

  @Override
  protected SourceFixture fixture() {
    return fixtureOf(source);
  }

  /**
   * The lines are compared with a file that holds every resource of every page, under the API's
   * names, with exactly the members that the API returned and those that the source adds.
   */
  @Override
  protected void checkLines(String lines) {
    RenderedFile.at("src/test/resources/golden/" + source.declaration().name() + ".jsonl")
        .assertContent(lines);
  }

  static SourceFixture fixtureOf(InventorySource source) {
    String name =
        SourceContractTest.class.getPackageName()
            + ".fixture."
            + source.getClass().getSimpleName()
            + "Fixture";
    try {
      return Class.forName(name)
          .asSubclass(SourceFixture.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "There is no fixture: write the class %s in snowwatch-testing's tests.".formatted(name),
          e);
    }
  }
}
