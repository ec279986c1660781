package io.snowwatch.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.ColumnValue;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.JsonPath;
import io.snowwatch.catalog.ListPath;
import io.snowwatch.catalog.Part;
import io.snowwatch.catalog.PartValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The paths that a dataset declares, held against records: a mistyped one is NULL for ever.
 *
 * <p>Stateless and safe for use by several threads.
 */
public final class DeclaredPaths {

  private DeclaredPaths() {}

  /**
   * The paths that lead to something in none of the records.
   *
   * @param dataset the declaration
   * @param records what was collected
   * @return each path with what it is declared for
   */
  public static List<String> unresolved(Dataset dataset, List<JsonNode> records) {
    List<String> unresolved = new ArrayList<>();
    for (Column column : dataset.recordColumns()) {
      for (JsonPath path : paths(column.value())) {
        check("column " + column.name(), path, records, unresolved);
      }
    }
    dataset.volatileMembers().forEach(p -> check("volatile member", p, records, unresolved));
    for (ListPath list : dataset.unorderedLists()) {
      List<JsonNode> elements = records;
      for (JsonPath path : list.lists()) {
        elements =
            elements.stream()
                .map(e -> find(e, path))
                .flatMap(Optional::stream)
                .filter(JsonNode::isArray)
                .flatMap(DeclaredPaths::elements)
                .toList();
      }
      if (elements.isEmpty()) {
        unresolved.add("unordered list " + list);
      }
    }
    for (Part part : dataset.parts()) {
      unresolved.addAll(unresolved(part, records));
    }
    return unresolved;
  }

  private static List<String> unresolved(Part part, List<JsonNode> records) {
    List<String> unresolved = new ArrayList<>();
    Map<String, List<JsonNode>> levels = new HashMap<>();
    levels.put(Part.RESOURCE, records);
    for (Part.Step step : part.steps()) {
      String what = "part " + part.view().name() + ", level " + step.level();
      List<JsonNode> parents = at(levels, step.parent());
      List<JsonNode> found = new ArrayList<>();
      for (JsonPath path : step.alternatives()) {
        check(what, path, parents, unresolved);
        for (JsonNode parent : parents) {
          find(parent, path)
              .ifPresent(
                  value -> {
                    if (value.isArray()) {
                      value.forEach(found::add);
                    } else if (step.kind() != Part.Kind.ELEMENTS) {
                      found.add(value);
                    }
                  });
        }
      }
      levels.put(step.level(), found);
    }
    part.values()
        .forEach(
            (column, value) -> {
              String what = "part " + part.view().name() + ", column " + column;
              if (value instanceof PartValue.Member member) {
                member
                    .alternatives()
                    .forEach(p -> check(what, p, at(levels, member.level()), unresolved));
              } else if (value instanceof PartValue.ElementOf element) {
                check(what, element.member(), at(levels, element.ownerLevel()), unresolved);
              } else if (value instanceof PartValue.Unless unless) {
                check(what, unless.test(), at(levels, unless.level()), unresolved);
                check(what, unless.otherwise(), at(levels, unless.level()), unresolved);
              } else if (value instanceof PartValue.First first) {
                List<JsonNode> lists =
                    at(levels, first.level()).stream()
                        .map(e -> find(e, first.list()))
                        .flatMap(Optional::stream)
                        .flatMap(DeclaredPaths::elements)
                        .toList();
                check(what, first.member(), lists, unresolved);
              }
            });
    part.filters()
        .forEach(
            filter ->
                check(
                    "part " + part.view().name() + ", condition",
                    filter.member(),
                    at(levels, filter.level()),
                    unresolved));
    return unresolved;
  }

  private static List<JsonPath> paths(ColumnValue value) {
    if (value instanceof ColumnValue.Member member) {
      return member.alternatives();
    } else if (value instanceof ColumnValue.Count count) {
      return count.alternatives();
    } else if (value instanceof ColumnValue.NotEmpty notEmpty) {
      return List.of(notEmpty.array());
    }
    return List.of();
  }

  private static void check(
      String what, JsonPath path, List<JsonNode> nodes, List<String> unresolved) {
    if (nodes.stream().noneMatch(node -> find(node, path).isPresent())) {
      unresolved.add(what + ": " + path);
    }
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    List<JsonNode> elements = new ArrayList<>();
    list.forEach(elements::add);
    return elements.stream();
  }

  private static List<JsonNode> at(Map<String, List<JsonNode>> levels, String level) {
    return levels.getOrDefault(level, List.of());
  }

  private static Optional<JsonNode> find(JsonNode node, JsonPath path) {
    JsonNode at = node;
    for (String member : path.members()) {
      at = at.path(member);
    }
    return at.isMissingNode() ? Optional.empty() : Optional.of(at);
  }
}
