package io.snowwatch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.answers.Checks;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.PythonTools;
import io.snowwatch.testing.RandomEstate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Python finds in an account by boto3, SnowWatch has to say of what it harvested there. */
class TruthIT {

  private static final String[] REGIONS = {"eu-west-1", "us-east-1"};

  @TempDir private Path folder;

  @Test
  void everyAnswerIsWhatBoto3AndPythonSay() throws IOException {
    String accountId = MotoServer.randomAccountId();
    String endpoint = MotoServer.shared().endpoint().toString();
    try (AwsAccount account = AwsAccount.create(MotoServer.shared().settings(accountId))) {
      RandomEstate.create(account, 7, REGIONS);
      python(TruthIT.class, "truth.py", "seed", endpoint, accountId);
      Harvest.builder()
          .addAccounts(account)
          .sources(Sources.inventory())
          .regions(RegionFilter.of(REGIONS))
          .sink(
              SnapshotSink.of(
                  new FolderObjectStore(folder.resolve("estate")),
                  BucketLayout.of(Sources.catalog())))
          .build()
          .run();
    }
    Path described =
        Files.writeString(
            folder.resolve("described.json"),
            python(
                MotoServer.class, "describe.py", endpoint, accountId, String.join(",", REGIONS)));
    JsonNode truth =
        new ObjectMapper()
            .readTree(python(TruthIT.class, "truth.py", "answer", described.toString()));

    Map<String, List<String>> expected = new TreeMap<>();
    Map<String, List<String>> said = new TreeMap<>();
    try (LocalEstate estate = LocalEstate.open(folder.resolve("estate"), Sources.catalog())) {
      for (Map.Entry<String, JsonNode> question : truth.properties()) {
        List<String> ids = new ArrayList<>();
        question.getValue().forEach(id -> ids.add(id.asText()));
        expected.put(question.getKey(), ids.stream().sorted().toList());
        said.put(question.getKey(), answer(estate, question.getKey()));
      }
    }

    assertThat(said).isEqualTo(expected);
    assertThat(expected.values()).filteredOn(List::isEmpty).hasSizeLessThan(3);
  }

  private static List<String> answer(LocalEstate estate, String question) {
    List<List<?>> rows = new ArrayList<>();
    if (question.startsWith("SELECT")) {
      rows.addAll(estate.query(question).rows());
    } else {
      estate.check(Checks.of(question)).rows().stream()
          .filter(row -> "FAIL".equals(row.get(3)))
          .map(row -> List.of(String.valueOf(row.get(5))))
          .forEach(rows::add);
    }
    return rows.stream().map(row -> String.valueOf(row.get(0))).sorted().toList();
  }

  private String python(Class<?> beside, String script, String... arguments) throws IOException {
    Path file = folder.resolve(script);
    if (Files.notExists(file)) {
      try (InputStream in = beside.getResourceAsStream(script)) {
        Files.copy(in, file);
      }
    }
    List<String> all = new ArrayList<>(List.of(file.toString()));
    all.addAll(List.of(arguments));
    return PythonTools.aws().run("python", all, Map.of());
  }
}
