package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.QualifiedName;
import java.util.stream.Collectors;

/** Names as SHOW GRANTS writes them: in quotes only where Snowflake puts them. */
final class RightNames {

  private RightNames() {}

  static String of(QualifiedName name) {
    return name.parts().size() == 1
        ? name.last().name()
        : name.parts().stream()
            .map(part -> part.name().matches("[A-Z_][A-Z0-9_$]*") ? part.name() : part.sql())
            .collect(Collectors.joining("."));
  }
}
