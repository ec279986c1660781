package io.snowwatch.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.model.RoleDetail;

/** What becomes of documents that IAM sends as URL-encoded text. */
class PolicyDocumentTest {

  private static final Set<String> DOCUMENTS = Set.of("AssumeRolePolicyDocument");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"a\":[1,{\"b\":null}],\"c\":true}",
        "{\"n\":[1.0,1.10,1E+2,1e2,-0,-0.0,0.1e-7,1.0e400,1e99999999999]}",
        "{\"n\":123456789012345678901234567890123456789012345678901234567890}",
        "{\"s\":[\"\\u00e9\",\"\\/\",\"a+b\",\"é\",\"😀\",\"\\ud83d\\ude00\",\"\\\\\\\"\",\"100%\"]}",
        "{\"\":1,\" \":2,\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}",
      })
  void aDocumentThatIsJsonIsWrittenWithEveryNumberAndEscapeAsItStands(String document)
      throws IOException {
    assertThat(line(encode(document)))
        .isEqualTo("{\"AssumeRolePolicyDocument\":" + document + "}\n");
  }

  @Test
  void whatStandsBetweenTokensIsLeftOutAndWhatStandsInTextIsNot() throws IOException {
    assertThat(line(encode(" {\r\n\t\"a b\" : [ \"c  d\\n\" , 1 ] }\n")))
        .isEqualTo("{\"AssumeRolePolicyDocument\":{\"a b\":[\"c  d\\n\",1]}}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"b\":2,\"a\":3}",
        "{\"a\":{\"b\":[{\"c\":1,\"c\":2}]}}",
        "{\"a\":1,\"\\u0061\":2}",
        "[{\"x\":1},{\"x\":1,\"y\":2,\"x\":3}]",
        "{\"a\":1}{\"b\":2}",
        "{\"a\":1} trailing",
        "{\"a\":1}]",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{'a':1}",
        "{\"a\":1",
        "{\"a\":\"\\ud800\"}",
        "{\"\\udc00x\":1}",
        "{\"a\":\"\u0001\"}",
        "\"text\"",
        "1",
        "true",
        "",
        "  ",
        "\uFEFF{}",
        "// {}",
        "100% no JSON",
      })
  void whatIsNoJsonOrNotTheSameForAllReadersStaysTheDecodedText(String document)
      throws IOException {
    assertThat(text(line(encode(document)))).isEqualTo(document);
  }

  @Test
  void whatIsBeyondTheBoundsOfReadersStaysText() throws IOException {
    String deep = "[".repeat(501) + "]".repeat(501);
    assertThat(text(line(encode(deep)))).isEqualTo(deep);
    String notDeep = "[".repeat(500) + "]".repeat(500);
    assertThat(line(encode(notDeep))).contains(":" + notDeep + "}");
    String digits = "{\"n\":" + "1".repeat(1001) + "}";
    assertThat(text(line(encode(digits)))).isEqualTo(digits);
    String fraction = "{\"n\":0." + "1".repeat(1001) + "}";
    assertThat(text(line(encode(fraction)))).isEqualTo(fraction);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%7B%22a%22%3A%22%ff%22%7D", "%ED%A0%80", "%", "%4", "%zz", "%7B%7", "100%"})
  void whatIsNotEncodedTextStaysWhatTheApiSent(String sent) throws IOException {
    assertThat(text(line(sent))).isEqualTo(sent);
  }

  private static String encode(String document) {
    return URLEncoder.encode(document, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String text(String line) throws IOException {
    JsonNode member = new ObjectMapper().readTree(line).path("AssumeRolePolicyDocument");
    assertThat(member.isTextual()).as(line).isTrue();
    return member.textValue();
  }

  private static String line(String sent) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLines lines = new JsonLines(out);
    RoleDetail role = RoleDetail.builder().assumeRolePolicyDocument(sent).build();
    lines.write(json -> SdkJson.write(json, role, Map.of(), DOCUMENTS));
    lines.flush();
    return out.toString(StandardCharsets.UTF_8);
  }
}
