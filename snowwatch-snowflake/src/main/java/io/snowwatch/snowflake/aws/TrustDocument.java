package io.snowwatch.snowflake.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A role's trust policy.
 *
 * @param root the document; not changed
 */
record TrustDocument(JsonNode root) {

  /** What the Sid of every statement of SnowWatch's begins with. */
  static final String SID = "SnowWatch";

  private static final String SID_NOBODY = SID + "TrustsNobody";
  private static final String SID_SNOWFLAKE = SID + "TrustsSnowflake";
  private static final String ASSUME_ROLE = "sts:AssumeRole";
  private static final String EXTERNAL_ID = "sts:ExternalId";

  private static final ObjectMapper JSON = new ObjectMapper();

  static TrustDocument nobody() {
    ObjectNode document = document();
    ObjectNode statement = statement(document, SID_NOBODY, "Deny");
    statement.putObject("Principal").put("AWS", "*");
    statement.put("Action", ASSUME_ROLE);
    return new TrustDocument(document);
  }

  static TrustDocument of(IntegrationIdentity identity) {
    ObjectNode document = document();
    ObjectNode statement = statement(document, SID_SNOWFLAKE, "Allow");
    statement.putObject("Principal").put("AWS", identity.principalArn());
    statement.put("Action", ASSUME_ROLE);
    statement
        .putObject("Condition")
        .putObject("StringEquals")
        .put(EXTERNAL_ID, identity.externalId());
    return new TrustDocument(document);
  }

  private static ObjectNode document() {
    return JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17");
  }

  private static ObjectNode statement(ObjectNode document, String sid, String effect) {
    return document.putArray("Statement").addObject().put("Sid", sid).put("Effect", effect);
  }

  /** Reads a document; one that is no JSON has no statement that anybody could read. */
  static TrustDocument parse(String json) {
    try {
      return new TrustDocument(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      return new TrustDocument(JsonNodeFactory.instance.textNode(json));
    }
  }

  String json() {
    return root.toString();
  }

  /** The document for people. */
  String pretty() {
    try {
      return root.isTextual()
          ? root.asText()
          : JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether SnowWatch wrote every statement, and there is one. */
  boolean isOurs() {
    List<JsonNode> statements = statements().toList();
    return !statements.isEmpty()
        && statements.stream().allMatch(each -> each.path("Sid").asText().startsWith(SID));
  }

  /** Whether nobody may take on the role. */
  boolean trustsNobody() {
    return statements().noneMatch(statement -> statement.path("Effect").asText().equals("Allow"));
  }

  /**
   * Whether the document lets Snowflake take on the role, and lets nobody do so in Snowflake's name
   * without the external id.
   */
  boolean trusts(IntegrationIdentity identity) {
    List<JsonNode> named =
        statements().filter(each -> principals(each).contains(identity.principalArn())).toList();
    return !named.isEmpty()
        && named.stream().allMatch(each -> allows(each, identity.externalId()))
        && statements().noneMatch(each -> each.path("Effect").asText().equals("Deny"));
  }

  private static boolean allows(JsonNode statement, String externalId) {
    JsonNode condition = statement.path("Condition");
    JsonNode expected = condition.path("StringEquals");
    return statement.path("Effect").asText().equals("Allow")
        && texts(statement.path("Action")).contains(ASSUME_ROLE)
        && condition.size() == 1
        && expected.size() == 1
        && texts(ignoringCase(expected, EXTERNAL_ID)).equals(List.of(externalId));
  }

  /** The first principal and external id that the document trusts. */
  Optional<String> summary() {
    return statements()
        .filter(each -> each.path("Effect").asText().equals("Allow"))
        .map(
            each ->
                String.join(", ", principals(each))
                    + " with the external id "
                    + texts(ignoringCase(each.at("/Condition/StringEquals"), EXTERNAL_ID)))
        .findFirst();
  }

  private static JsonNode ignoringCase(JsonNode object, String name) {
    return object.properties().stream()
        .filter(member -> member.getKey().equalsIgnoreCase(name))
        .findFirst()
        .map(java.util.Map.Entry::getValue)
        .orElse(JsonNodeFactory.instance.missingNode());
  }

  private static List<String> principals(JsonNode statement) {
    return texts(statement.path("Principal").path("AWS"));
  }

  private static List<String> texts(JsonNode oneOrMany) {
    List<String> texts = new ArrayList<>();
    if (oneOrMany.isTextual()) {
      texts.add(oneOrMany.asText());
    } else {
      oneOrMany.forEach(each -> texts.add(each.asText()));
    }
    return texts;
  }

  private Stream<JsonNode> statements() {
    JsonNode statements = root.path("Statement");
    return statements.isObject()
        ? Stream.of(statements)
        : StreamSupport.stream(statements.spliterator(), false);
  }
}
