package io.snowwatch.lambda;

import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.RenderedFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A handler class is nothing but a name and a source, so it is rendered from the catalog. */
class HandlersTest {

  private static final String SCHEDULED =
      """
      package io.snowwatch.lambda;

      import java.util.Map;

      /** The function {@code %1$s}: %2$s, on a schedule. */
      public final class %3$s extends ScheduledHandler {

        /** For Lambda: the settings are the process's environment. */
        public %3$s() {
          this(System.getenv());
        }

        /**
         * For embedding.
         *
         * @param environment names and values of the settings
         */
        public %3$s(Map<String, String> environment) {
          super("%4$s", environment);
        }
      }
      """;

  private static final String OBJECT_CREATED =
      """
      package io.snowwatch.lambda;

      import java.util.Map;

      /** The function {@code %1$s}: %2$s, whenever a log file arrives. */
      public final class %3$s extends LogFileHandler {

        /** For Lambda: the settings are the process's environment. */
        public %3$s() {
          this(System.getenv());
        }

        /**
         * For embedding.
         *
         * @param environment names and values of the settings
         */
        public %3$s(Map<String, String> environment) {
          super("%4$s", environment);
        }
      }
      """;

  static Stream<Source> sourcesWithAFunction() {
    return Sources.catalog().sources().stream().filter(s -> s.function().isPresent());
  }

  @ParameterizedTest
  @MethodSource("sourcesWithAFunction")
  void everySourceWithAFunctionHasItsHandler(Source source) {
    String function = source.function().orElseThrow();
    String className = HandlerName.simpleName(source);
    String template = source.trigger() == Trigger.SCHEDULE ? SCHEDULED : OBJECT_CREATED;
    RenderedFile.at("src/main/java/io/snowwatch/lambda/" + className + ".java")
        .assertContent(template.formatted(function, source.title(), className, source.name()));
  }
}
