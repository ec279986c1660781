package io.snowwatch.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stack as one file of plain CloudFormation, made of the template that Serverless makes of
 * serverless.yml: the same resources under the same logical ids, so that either updates the other's
 * stack.
 *
 * <p>What differs: the functions' jar lies where the parameters {@code CodeBucket} and {@code
 * CodeKey} say and not in a bucket of Serverless's, and every setting is a parameter. A setting
 * into which CloudFormation fills something in is empty by default, for a parameter's value is
 * taken as it is.
 */
final class PlainTemplate {

  private static final String CODE_BUCKET = "CodeBucket";
  private static final String CODE_KEY = "CodeKey";
  private static final String SUB = "Fn::Sub";
  private static final List<String> FRAMEWORK =
      List.of("ServerlessDeploymentBucket", "ServerlessDeploymentBucketPolicy");
  private static final String FRAMEWORK_OUTPUT = "ServerlessDeploymentBucketName";

  /** The place of each setting that is filled in, as it stands in what Serverless makes. */
  private final Map<String, StackSetting> places;

  private PlainTemplate() {
    places = new TreeMap<>();
    for (StackSetting setting : StackSettings.all()) {
      if (setting.isFilledIn()) {
        places.put(place(setting), setting);
      }
    }
  }

  private static String place(StackSetting setting) {
    return "place-of-" + setting.name().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The values with which Serverless must make the template, each {@code name=value}. */
  static List<String> values() {
    List<String> values = new ArrayList<>();
    new PlainTemplate()
        .places.forEach((place, setting) -> values.add(setting.name() + "=" + place));
    return values;
  }

  /**
   * The template.
   *
   * @param compiled what Serverless made with {@link #values()}
   * @return YAML
   * @throws IllegalArgumentException if it has something that plain CloudFormation would not know
   */
  static String of(JsonNode compiled) {
    return RenderedParts.yaml(
        "# Rendered from serverless.yml: do not edit, run mvn verify -Dsnowwatch.regenerate.\n",
        new PlainTemplate().plain(compiled));
  }

  private ObjectNode plain(JsonNode compiled) {
    ObjectNode template = JsonNodeFactory.instance.objectNode();
    template.put("AWSTemplateFormatVersion", "2010-09-09");
    template.put(
        "Description", "SnowWatch gathers data about AWS infrastructure into a private bucket");
    ObjectNode parameters = template.putObject("Parameters");
    parameters
        .putObject(CODE_BUCKET)
        .put("Type", "String")
        .put(
            "Description",
            "The bucket, in the Region of the stack, that snowwatch-lambda.jar lies in")
        .put("AllowedPattern", "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
        .put("ConstraintDescription", "give the name of a bucket");
    parameters
        .putObject(CODE_KEY)
        .put("Type", "String")
        .put(
            "Description",
            "The key of snowwatch-lambda.jar there; another one for each version, for the functions"
                + " are updated only when it changes")
        .put("MinLength", 1);
    ObjectNode conditions = JsonNodeFactory.instance.objectNode();
    for (StackSetting setting : places.values()) {
      parameters.set(setting.parameter(), parameter(setting));
      conditions
          .putObject(condition(setting))
          .putArray("Fn::Not")
          .addObject()
          .putArray("Fn::Equals")
          .add(Names.ref(setting.parameter()))
          .add("");
    }
    parameters.setAll((ObjectNode) compiled.path("Parameters").deepCopy());
    conditions.setAll((ObjectNode) converted(compiled.path("Conditions")));
    template.set("Conditions", conditions);
    template.set("Resources", resources(compiled.path("Resources")));
    ObjectNode outputs = (ObjectNode) converted(compiled.path("Outputs"));
    outputs.remove(FRAMEWORK_OUTPUT);
    template.set("Outputs", outputs);
    refuseWhatIsLeft(template);
    return template;
  }

  private static ObjectNode parameter(StackSetting setting) {
    ObjectNode parameter = JsonNodeFactory.instance.objectNode();
    parameter
        .put("Type", "String")
        .put("Description", setting.plainPurpose() + ". Empty: " + setting.standard())
        .put("Default", "")
        .put("AllowedPattern", "(?!.*\\$)(" + setting.pattern().orElseThrow() + ")|")
        .put(
            "ConstraintDescription",
            "give " + setting.accepted() + ", as it is filled in; or nothing");
    // CloudFormation refuses ${…} outside Fn::Sub.
    for (String text : List.of("Description", "ConstraintDescription")) {
      parameter.put(text, parameter.path(text).asText().replaceAll("\\$\\{AWS::(\\w+)}", "<$1>"));
    }
    return parameter;
  }

  private static String condition(StackSetting setting) {
    return "Gives" + setting.parameter();
  }

  private ObjectNode resources(JsonNode compiled) {
    ObjectNode resources = (ObjectNode) converted(compiled);
    resources.remove(FRAMEWORK);
    for (JsonNode resource : resources) {
      if (resource.path("Type").asText().equals("AWS::Lambda::Function")) {
        ObjectNode code = ((ObjectNode) resource.path("Properties")).putObject("Code");
        code.set("S3Bucket", Names.ref(CODE_BUCKET));
        code.set("S3Key", Names.ref(CODE_KEY));
      }
    }
    return resources;
  }

  /** The same with parameters in the places of settings. */
  private JsonNode converted(JsonNode node) {
    if (node.isObject() && node.size() == 1 && node.has(SUB)) {
      return sub(node.path(SUB));
    }
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(each -> copy.set(each.getKey(), converted(each.getValue())));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(each -> copy.add(converted(each)));
      return copy;
    }
    return node;
  }

  private JsonNode sub(JsonNode argument) {
    String text = argument.isArray() ? argument.path(0).asText() : argument.asText();
    ObjectNode variables = JsonNodeFactory.instance.objectNode();
    if (argument.isArray()) {
      variables.setAll((ObjectNode) converted(argument.path(1)));
    }
    for (Map.Entry<String, StackSetting> place : places.entrySet()) {
      StackSetting setting = place.getValue();
      if (text.equals(place.getKey())) {
        return choice(setting);
      }
      if (text.contains(place.getKey())) {
        text = text.replace(place.getKey(), "${" + setting.parameter() + "}");
        variables.set(setting.parameter(), choice(setting));
      }
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    if (variables.isEmpty()) {
      return result.put(SUB, text);
    }
    result.putArray(SUB).add(text).add(variables);
    return result;
  }

  /** What is given, or the default. */
  private static ObjectNode choice(StackSetting setting) {
    ObjectNode choice = JsonNodeFactory.instance.objectNode();
    choice
        .putArray("Fn::If")
        .add(condition(setting))
        .add(Names.ref(setting.parameter()))
        .add(Names.sub(setting.standard()));
    return choice;
  }

  private void refuseWhatIsLeft(JsonNode node) {
    if (node.isTextual()) {
      String text = node.asText();
      if (FRAMEWORK.contains(text) || text.startsWith("serverless/")) {
        throw new IllegalArgumentException(
            "'" + text + "' is of Serverless's own bucket, which a plain stack does not have.");
      }
      places.forEach(
          (place, setting) -> {
            if (text.contains(place)) {
              throw new IllegalArgumentException(
                  "'%s' has the setting %s outside Fn::Sub: put the text into Fn::Sub."
                      .formatted(text, setting.name()));
            }
          });
    }
    node.forEach(this::refuseWhatIsLeft);
  }
}
