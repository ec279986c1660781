package io.snowwatch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.answers.Dialect;
import io.snowwatch.answers.DocumentScripts;
import io.snowwatch.source.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions of the engine and the JavaScript that Snowflake runs say the same. */
class DocumentFunctionsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String LEFT_OUT = "RoleLastUsed,State.Code";
  private static final String UNORDERED = "Tags,Rules,Rules[].Ranges";

  private static final List<String> DOCUMENTS =
      List.of(
          "{}",
          "{\"b\":1,\"a\":{\"d\":[1,2],\"c\":null}}",
          "{\"a\":{\"c\":null,\"d\":[1,2]},\"b\":1.0}",
          "{\"a\":{\"c\":null,\"d\":[2,1]},\"b\":1.5e2}",
          "{\"Tags\":[{\"Key\":\"a\",\"Value\":\"1\"},{\"Value\":\"2\",\"Key\":\"b\"}]}",
          "{\"Tags\":[{\"Key\":\"b\",\"Value\":\"2\"},{\"Key\":\"a\",\"Value\":\"1\"}]}",
          "{\"Tags\":[{\"Key\":\"b\",\"Value\":\"1\"},{\"Key\":\"a\",\"Value\":\"2\"}]}",
          "{\"Rules\":[{\"Ranges\":[\"y\",\"x\"],\"Port\":1},{\"Port\":0,\"Ranges\":[]}]}",
          "{\"Rules\":[{\"Ranges\":[],\"Port\":0},{\"Port\":1,\"Ranges\":[\"x\",\"y\"]}]}",
          "{\"RoleLastUsed\":{\"Region\":\"x\"},\"State\":{\"Code\":16,\"Name\":\"running\"}}",
          "{\"State\":{\"Code\":0,\"Name\":\"running\"}}",
          "{\"State\":{\"Name\":\"stopped\"}}",
          "{\"State\":\"stopped\",\"x\":true,\"y\":false}",
          "{\"n\":[0,-1,1234567890123,0.25,1e3,-0.5,100000000000000000000]}",
          "{\"\":\"\",\"ä€😀\":\"\\u0007\\n\\\"\\\\/ \\u2028\",\"A\":\"<script>\",\"😀\":1,\"\\uFF5E\":2}",
          "{\"deep\":[[[{\"z\":[],\"a\":{}}]]],\"dot.ted\":{\"a,b\":1}}");

  @Test
  void theEngineAndSnowflakesJavaScriptSayTheSameOfEveryDocument(@TempDir Path folder)
      throws Exception {
    List<List<String>> pairs = new ArrayList<>();
    for (String one : DOCUMENTS) {
      for (String other : DOCUMENTS) {
        pairs.add(List.of(one, other));
      }
    }
    JsonNode byNode = node(folder, pairs);

    try (LocalEstate estate = LocalEstate.connect(Sources.catalog())) {
      for (int i = 0; i < pairs.size(); i++) {
        List<?> row =
            estate
                .query(
                    "SELECT %s(%s, '%s', '%s'), %s(%s, %s, '%s', '%s')"
                        .formatted(
                            Dialect.CANONICAL,
                            literal(pairs.get(i).get(0)),
                            LEFT_OUT,
                            UNORDERED,
                            Dialect.CHANGED_PATHS,
                            literal(pairs.get(i).get(0)),
                            literal(pairs.get(i).get(1)),
                            LEFT_OUT,
                            UNORDERED))
                .rows()
                .get(0);
        assertThat(row.get(0)).isEqualTo(byNode.get(i).get(0).asText());
        assertThat(row.get(1))
            .as(pairs.get(i).toString())
            .isEqualTo(byNode.get(i).get(1).toString());
      }
      assertThat(
              estate
                  .query("SELECT %s(NULL, 'a', 'b')".formatted(Dialect.CANONICAL))
                  .rows()
                  .get(0)
                  .get(0))
          .isNull();
    }
  }

  @Test
  void orderAndWhatChangesByItselfDoNotCount() throws IOException {
    assertThat(text(4)).isEqualTo(text(5)).isNotEqualTo(text(6));
    assertThat(text(7)).isEqualTo(text(8));
    assertThat(text(9)).isEqualTo(text(10)).isNotEqualTo(text(11));
    assertThat(text(1)).isEqualTo(text(2)).isNotEqualTo(text(3));
    assertThat(changed(11, 10)).isEqualTo("[\"State.Name\"]");
    assertThat(changed(3, 2)).isEqualTo("[\"a.d\",\"b\"]");
    assertThat(changed(4, 6)).isEqualTo("[\"Tags\"]");
    assertThat(changed(4, 5)).isEqualTo("[]");
    assertThat(changed(10, 12)).isEqualTo("[\"State\",\"x\",\"y\"]");
  }

  private static String text(int document) throws IOException {
    return CanonicalDocument.text(DOCUMENTS.get(document), LEFT_OUT, UNORDERED);
  }

  private static String changed(int before, int after) throws IOException {
    return CanonicalDocument.changedPaths(
        DOCUMENTS.get(before), DOCUMENTS.get(after), LEFT_OUT, UNORDERED);
  }

  private static JsonNode node(Path folder, List<List<String>> pairs) throws Exception {
    Path script = folder.resolve("run.js");
    Files.writeString(
        script,
        """
        function canonicalOf(DOCUMENT, LEFT_OUT, UNORDERED) {
        %s
        }
        function changedOf(BEFORE, AFTER, LEFT_OUT, UNORDERED) {
        %s
        }
        var pairs = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
        console.log(JSON.stringify(pairs.map(function (pair) {
          var one = JSON.parse(pair[0]);
          return [canonicalOf(one, "%s", "%s"), changedOf(one, JSON.parse(pair[1]), "%s", "%s")];
        })));
        """
            .formatted(
                DocumentScripts.canonical(),
                DocumentScripts.changedPaths(),
                LEFT_OUT,
                UNORDERED,
                LEFT_OUT,
                UNORDERED));
    Path input = folder.resolve("pairs.json");
    JSON.writeValue(input.toFile(), pairs);
    Path output = folder.resolve("output.json");
    Process process =
        new ProcessBuilder("node", script.toString(), input.toString())
            .redirectOutput(output.toFile())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(folder.resolve("errors.txt"), StandardCharsets.UTF_8)).isEmpty();
    return JSON.readTree(output.toFile());
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
