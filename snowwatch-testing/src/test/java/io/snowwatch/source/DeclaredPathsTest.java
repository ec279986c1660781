package io.snowwatch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.JsonPath;
import io.snowwatch.catalog.ListPath;
import io.snowwatch.catalog.Part;
import io.snowwatch.catalog.PartView;
import io.snowwatch.catalog.ResourceKind;
import io.snowwatch.contract.DeclaredPaths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeclaredPathsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final PartView THINGS =
      PartView.of("THINGS", "Things", PartView.text("NAME", "The name."));

  /** Events come from no API call that a fixture could answer. */
  @Test
  void everyPathOfAnEventLeadsToSomething() throws Exception {
    List<JsonNode> events =
        List.of(
            JSON.readTree(
                """
                {"eventTime":"2026-11-24T01:02:03Z","awsRegion":"us-east-1","eventName":"CreateAccessKey",
                 "eventSource":"iam.amazonaws.com","eventType":"AwsApiCall","sourceIPAddress":"192.0.2.1",
                 "userAgent":"a","eventID":"e","recipientAccountId":"123456789012","errorCode":"AccessDenied",
                 "errorMessage":"No.","readOnly":false,"eventCategory":"Management",
                 "userIdentity":{"type":"IAMUser","arn":"arn:u","accountId":"123456789012","userName":"u",
                   "principalId":"AIDA","accessKeyId":"AKIA","invokedBy":"x.amazonaws.com"},
                 "requestParameters":{"userName":"v"},"responseElements":{"ConsoleLogin":"Success",
                   "accessKey":{"accessKeyId":"AKIB"}},"additionalEventData":{"MFAUsed":"No"}}\
                """));

    assertThat(DeclaredPaths.unresolved(CloudTrailEvents.DATASET, events)).isEmpty();
  }

  @Test
  void everyColumnIsDescribed() {
    List<String> missing = new ArrayList<>();
    for (Dataset dataset : Sources.catalog().datasets()) {
      List<Column> columns = new ArrayList<>(dataset.tableColumns());
      columns.addAll(dataset.viewColumns());
      columns.stream()
          .filter(column -> !column.description().endsWith("."))
          .forEach(column -> missing.add(dataset.name() + "." + column.name()));
    }
    for (PartView view : Sources.catalog().partViews()) {
      view.columns().stream()
          .filter(column -> !column.description().endsWith("."))
          .forEach(column -> missing.add(view.name() + "." + column.name()));
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void noDescriptionIsAnotherColumns() {
    List<String> twice = new ArrayList<>();
    for (Dataset dataset : Sources.catalog().datasets()) {
      Set<String> seen = new HashSet<>();
      Stream.concat(dataset.tableColumns().stream(), dataset.viewColumns().stream())
          .filter(column -> !seen.add(column.description()))
          .forEach(column -> twice.add(dataset.name() + "." + column.name()));
    }
    for (PartView view : Sources.catalog().partViews()) {
      Set<String> seen = new HashSet<>();
      view.columns().stream()
          .filter(column -> !seen.add(column.description()))
          .forEach(column -> twice.add(view.name() + "." + column.name()));
    }

    assertThat(twice).isEmpty();
  }

  @Test
  void everySnapshotOfResourcesSaysWhatTheyAre() {
    assertThat(
            Sources.inventory().stream()
                .flatMap(source -> source.declaration().datasets().stream())
                .filter(dataset -> dataset.kinds().isEmpty())
                .map(Dataset::name))
        .isEmpty();
  }

  @Test
  void mistypedPathsAreNamed() throws Exception {
    Dataset dataset =
        things()
            .addColumns(Column.string("NAME", "Name"))
            .addViewColumns(Column.count("PARTS", "Partz"))
            .addVolatileMembers(JsonPath.parse("Used.Never"))
            .addUnorderedLists(ListPath.parse("Parts"), ListPath.parse("Parts[].Screwz"))
            .addParts(
                Part.of(THINGS).elements("A", Part.RESOURCE, "Parts").column("NAME", "A", "name"),
                Part.of(THINGS).elements("A", Part.RESOURCE, "Bits").element("NAME", "A"))
            .build();

    assertThat(
            DeclaredPaths.unresolved(
                dataset, List.of(JSON.readTree("{\"Name\":\"n\",\"Parts\":[{\"Name\":\"a\"}]}"))))
        .containsExactly(
            "column PARTS: Partz",
            "volatile member: Used.Never",
            "unordered list Parts[].Screwz",
            "part THINGS, column NAME: name",
            "part THINGS, level A: Bits");
  }

  @Test
  void aKeyThatIsNoColumnIsRefused() {
    assertThatThrownBy(
            () -> things().addKinds(new ResourceKind("AWS::A::B", "NAME", "${NAME}")).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Dataset things has no column NAME: declare it.");
    assertThatThrownBy(
            () ->
                things()
                    .addColumns(Column.string("NAME", "Name"))
                    .addKinds(new ResourceKind("AWS::A::B", "NAME", "arn:${Partition}:${OTHER}"))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Dataset things has no column OTHER: declare it.");
    assertThatThrownBy(() -> new ResourceKind("AWS.A.B", "NAME", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'AWS.A.B' is no resource type: write it as AWS::Service::Type.");
  }

  @Test
  void aCountInATableIsRefusedForCopyCannotCount() {
    assertThatThrownBy(() -> things().addColumns(Column.count("PARTS", "Parts")).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Dataset things counts a list in column PARTS of its table, which COPY cannot: declare"
                + " it with addViewColumns.");
  }

  @Test
  void aPartUsesWhatIsDeclared() {
    assertThatThrownBy(() -> Part.of(THINGS).elements("A", "B", "Parts"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A part of THINGS uses level B: declare it once, before.");
    assertThatThrownBy(() -> Part.of(THINGS).constant("NAMES", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A part of THINGS uses column NAMES: declare it once, before.");
    assertThatThrownBy(() -> Part.of(THINGS).column("NAME", "A", "Name"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A part of THINGS uses level A: declare it once, before.");
  }

  @Test
  void aViewHasTheSameColumnsWhateverFeedsIt() {
    Dataset one = things().addParts(Part.of(THINGS)).build();
    PartView differs = PartView.of("THINGS", "Things", PartView.number("NAME", "The name."));
    Dataset two =
        Dataset.builder()
            .name("others")
            .title("Others")
            .subdirectory("others")
            .objectPrefix("OTHER")
            .addParts(Part.of(differs))
            .build();

    assertThatThrownBy(
            () ->
                new Catalog(
                    List.of(
                        io.snowwatch.catalog.Source.builder()
                            .from(SecurityGroups.DECLARATION)
                            .datasets(List.of(one, two))
                            .build())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Two declarations share the view 'THINGS' and differ: make them one.");
  }

  private static Dataset.Builder things() {
    return Dataset.builder().name("things").title("Things").objectPrefix("THING");
  }
}
