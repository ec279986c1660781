package io.snowwatch.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest {

  @TempDir private Path folder;

  private FolderObjectStore store() {
    return new FolderObjectStore(folder);
  }

  private static Publication put(PendingObject object, String text) {
    try (object) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      object.write(bytes, 0, bytes.length);
      return object.commit();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void anObjectReplacesWhatIsThere() throws IOException {
    assertThat(put(store().create("a/b"), "first")).isEqualTo(Publication.PUBLISHED);
    assertThat(put(store().create("a/b"), "second")).isEqualTo(Publication.PUBLISHED);

    assertThat(folder.resolve("a/b")).hasContent("second");
    assertThat(files()).containsExactly("a/b");
  }

  @Test
  void theCurrentFolderIsAFolderToo() {
    FolderObjectStore here = new FolderObjectStore(Path.of("."));
    try (PendingObject object = here.create("target/never")) {
      assertThat(object).isNotNull();
    }

    assertThat(here.list("src/main/java/io/snowwatch/storage/Fold"))
        .containsExactly("src/main/java/io/snowwatch/storage/FolderObjectStore.java");
    assertThatThrownBy(() -> here.open("../pom.xml"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leads out of the folder");
  }

  @Test
  void whatIsThereStaysWhereOnlyAnAbsentObjectIsCreated() throws IOException {
    assertThat(put(store().createIfAbsent("a/b"), "first")).isEqualTo(Publication.PUBLISHED);
    assertThat(put(store().createIfAbsent("a/b"), "second")).isEqualTo(Publication.ALREADY_THERE);

    assertThat(folder.resolve("a/b")).hasContent("first");
    assertThat(files()).containsExactly("a/b");
  }

  @Test
  void oneOfManyThatCreateAnAbsentObjectAtOnceDoes() throws Exception {
    int writers = 16;
    CountDownLatch written = new CountDownLatch(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<Publication>> publications = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      Callable<Publication> writer =
          () -> {
            try (PendingObject object = store().createIfAbsent("key")) {
              object.write('x');
              written.countDown();
              written.await();
              return object.commit();
            }
          };
      publications.add(threads.submit(writer));
    }
    threads.shutdown();

    List<Publication> results = new ArrayList<>();
    for (Future<Publication> publication : publications) {
      results.add(publication.get());
    }
    assertThat(results).containsOnlyOnce(Publication.PUBLISHED).hasSize(writers);
    assertThat(files()).containsExactly("key");
  }

  @Test
  void anUnfinishedObjectIsNotListed() {
    try (PendingObject object = store().create("a/b")) {
      object.write('x');

      assertThat(store().list("").toList()).isEmpty();
    }
  }

  @Test
  void keysAreRelativeToAFolderHoweverItIsWritten() {
    put(store().create("a/b"), "x");
    put(store().create("a/bc/d"), "x");
    put(store().create("e"), "x");

    FolderObjectStore roundabout = new FolderObjectStore(folder.resolve("./a/.."));

    assertThat(roundabout.list("").toList()).containsExactly("a/b", "a/bc/d", "e");
    assertThat(roundabout.list("a/b").toList()).containsExactly("a/b", "a/bc/d");
    assertThat(roundabout.list("a/b/").toList()).isEmpty();
  }
}
