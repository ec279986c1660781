package io.snowwatch.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.snowwatch.aws.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

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

  @Test
  void whatAKilledRunLeftIsRemovedAndNothingElse() throws Exception {
    Path unfinished = Files.createDirectories(folder.resolve(".unfinished"));
    Process ended = new ProcessBuilder("true").start();
    long start = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    ended.waitFor();
    try (PendingObject alive = store().create("alive")) {
      String mine;
      try (Stream<Path> files = Files.list(unfinished)) {
        mine = files.findFirst().orElseThrow().getFileName().toString();
      }
      String host = mine.substring(0, mine.indexOf('-'));
      Files.createFile(
          unfinished.resolve(host + "-" + ended.pid() + "-" + start + "-a.unfinished"));
      // The number of a process is used again.
      Files.createFile(
          unfinished.resolve(host + "-" + ProcessHandle.current().pid() + "-1-b.unfinished"));
      Path young = Files.createFile(unfinished.resolve(".elsewhere-1-1-c.unfinished"));
      Path old = Files.createFile(unfinished.resolve(".elsewhere-1-1-d.unfinished"));
      Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
      Path foreign = Files.createFile(unfinished.resolve("notes.txt"));

      put(store().create("next"), "x");

      try (Stream<Path> files = Files.list(unfinished)) {
        assertThat(files).containsExactlyInAnyOrder(unfinished.resolve(mine), young, foreign);
      }
      alive.commit();
      Files.delete(young);
      Files.delete(foreign);
    }
    put(store().create("last"), "x");

    assertThat(unfinished).doesNotExist();
    assertThat(files()).containsExactly("alive", "last", "next");
  }

  @Test
  void anAbortedObjectLeavesNothing() throws IOException {
    try (PendingObject object = store().create("a/b")) {
      object.write('x');
    }

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void filesHaveThePermissionsThatTheUmaskLeaves() throws IOException {
    put(store().create("a/b"), "x");
    Path ordinary = Files.createFile(folder.resolve("ordinary"));

    assertThat(Files.getPosixFilePermissions(folder.resolve("a/b")))
        .isEqualTo(Files.getPosixFilePermissions(ordinary));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a//b", "a/", "./a", "a/./b", "../a", "a/../../b", "a\0b"})
  void aKeyThatWouldMeanAnotherPlaceIsRefusedByEveryStore(String written) {
    String key = written.replace("\\0", "\0");
    S3ObjectStore bucket =
        new S3ObjectStore(
            new S3Client() {
              @Override
              public String serviceName() {
                return SERVICE_NAME;
              }

              @Override
              public void close() {}
            },
            new S3Location("bucket", ""));
    for (ObjectStore store : List.of(store(), bucket)) {
      assertThatThrownBy(() -> store.create(key)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.createIfAbsent(key))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.create("x".repeat(1025)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> put(store().create("x".repeat(300)), "x"))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void aFullDiskIsATroubleOfStorageAndLeavesNothing() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    StorageException thrown =
        catchThrowableOfType(
            StorageException.class,
            () -> {
              throw FolderObjectStore.failure(
                  folder.resolve("a"),
                  catchThrowableOfType(IOException.class, () -> Files.write(full, new byte[1])));
            });

    assertThat(Failure.of(thrown).kind()).isEqualTo(Failure.Kind.STORAGE);
    assertThat(Failure.of(thrown).code()).isEqualTo("NoSpaceLeft");
    assertThat(thrown)
        .hasMessageContaining(folder.resolve("a").toString())
        .hasMessageContaining("Check the folder's permissions and the free space.");
  }
}
