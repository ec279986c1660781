package io.snowwatch.serverless;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.lambda.FunctionEnvironment;
import io.snowwatch.lambda.MonitorSource;
import io.snowwatch.storage.BucketLayout;
import java.util.List;

/**
 * The function of a source of one's own, for a serverless.yml of one's own: the function with its
 * schedule and environment, and its role with the least privilege that the source's declaration
 * allows.
 *
 * <p>Written to a file, it is included by
 *
 * <pre>{@code
 * functions: ${file(./internet-gateways.yml):functions}
 * resources: ${file(./internet-gateways.yml):resources}
 * }</pre>
 *
 * and takes {@code bucket}, {@code regions} and {@code schedule} from {@code params}.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ServerlessPart {

  private final Catalog catalog;
  private final Source source;
  private final String handler;

  private ServerlessPart(Catalog catalog, Source source, String handler) {
    this.catalog = catalog;
    this.source = source;
    this.handler = handler;
  }

  /**
   * A function that {@link MonitorSource} handles, which finds the source in its jar.
   *
   * @param catalog every source that is known, this one among them
   * @param source a source that runs on a schedule and declares its function
   * @return the part
   * @throws ConfigurationException if the source has no function, or none on a schedule
   */
  public static ServerlessPart of(Catalog catalog, Source source) {
    return of(catalog, source, MonitorSource.class.getName());
  }

  /**
   * A function that a class of one's own handles.
   *
   * @param catalog every source that is known, this one among them
   * @param source a source that runs on a schedule and declares its function
   * @param handler the class's qualified name
   * @return the part
   * @throws ConfigurationException if the source has no function, or none on a schedule
   */
  public static ServerlessPart of(Catalog catalog, Source source, String handler) {
    if (source.function().isEmpty() || source.trigger() != Trigger.SCHEDULE) {
      throw new ConfigurationException(
          List.of(
              "Source '%s' has no function that runs on a schedule: name one in its declaration, .function(\"monitor…\")."
                  .formatted(source.name())));
    }
    return new ServerlessPart(catalog, source, handler);
  }

  /**
   * The part as a file.
   *
   * @return YAML with {@code functions} and {@code resources}
   */
  public String yaml() {
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    ObjectNode function = part.putObject("functions").putObject(source.function().orElseThrow());
    function.put("handler", handler);
    function.set("role", Names.arnOf(Names.role(source)));
    function.put("description", source.title() + ", on a schedule");
    // The next snapshot is as good as a second try, and what failed is on record.
    function.put("maximumRetryAttempts", 0);
    ObjectNode environment = function.putObject("environment");
    FunctionEnvironment.of(Names.BUCKET, BucketLayout.of(catalog), "${param:regions}", "zstd")
        .forEach(
            (name, value) -> {
              if (value.equals(Names.BUCKET)) {
                environment.set(name, Names.sub(value));
              } else {
                environment.put(name, value);
              }
            });
    environment.put(MonitorSource.SOURCE, source.name());
    function
        .putArray("events")
        .addObject()
        .putObject("schedule")
        .putArray("rate")
        .add("${param:schedule}");
    part.putObject("resources")
        .putObject("Resources")
        .set(Names.role(source), RenderedParts.role(catalog, source));
    return RenderedParts.yaml("", part);
  }
}
