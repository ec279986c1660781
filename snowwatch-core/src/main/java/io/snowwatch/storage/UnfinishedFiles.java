package io.snowwatch.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a folder that are being written, all in one hidden directory of it. A name tells who
 * writes: the host, the process and when that began. So a later run knows what a killed one left.
 */
final class UnfinishedFiles {

  static final String DIRECTORY = ".unfinished";

  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedFiles.class);

  /** Nobody knows the processes of another host that shares the folder, but their files grow. */
  private static final Duration AGE_ON_ANOTHER_HOST = Duration.ofDays(1);

  /** Linux tells a process's start by a boot time that moves with the clock. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(5);

  private static final Pattern NAME =
      Pattern.compile("\\.([A-Za-z0-9_]+)-(\\d{1,18})-(\\d{1,18})-[0-9a-f-]+\\.unfinished");

  private static final String HOST = host();

  /** This process, as names tell it. */
  private static final String WRITER =
      "%s-%d-%d"
          .formatted(HOST, ProcessHandle.current().pid(), startMillis(ProcessHandle.current()));

  private final Path directory;
  private int open;

  UnfinishedFiles(Path folder) {
    this.directory = folder.resolve(DIRECTORY);
  }

  /** Begins a file; its permissions are those of any other. */
  synchronized Path begin() throws IOException {
    for (int attempt = 1; ; attempt++) {
      Path file = directory.resolve("." + WRITER + "-" + UUID.randomUUID() + ".unfinished");
      try {
        if (open == 0 || attempt > 1) {
          Files.createDirectories(directory);
        }
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
        open++;
        return file;
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        // Another process that was done removed the directory in between.
        if (attempt == 100) {
          throw e;
        }
      }
    }
  }

  /** Notes that a file is no more, and removes the directory after the last one. */
  synchronized void ended() throws IOException {
    open--;
    tidy();
  }

  private synchronized void tidy() throws IOException {
    if (open > 0) {
      return;
    }
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException othersWrite) {
      LOG.trace("Others write in {}.", directory);
    }
  }

  /** Removes what runs left that are no more. What cannot be removed is no reason not to go on. */
  void sweep() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (isLeft(file)) {
          try {
            Files.deleteIfExists(file);
          } catch (IOException e) {
            LOG.warn("{}, which a killed run left, cannot be removed: {}", file, e.toString());
          }
        }
      }
    } catch (NoSuchFileException | NotDirectoryException nothingLeft) {
      return;
    }
    tidy();
  }

  private static boolean isLeft(Path file) throws IOException {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return false;
    }
    if (!name.group(1).equals(HOST)) {
      try {
        return Files.getLastModifiedTime(file)
            .toInstant()
            .isBefore(Instant.now().minus(AGE_ON_ANOTHER_HOST));
      } catch (NoSuchFileException finishedMeanwhile) {
        return false;
      }
    }
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(name.group(2)));
    return process
        .filter(ProcessHandle::isAlive)
        .filter(
            alive ->
                Math.abs(startMillis(alive) - Long.parseLong(name.group(3)))
                    < START_TOLERANCE.toMillis())
        .isEmpty();
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String host() {
    String name = System.getenv().getOrDefault("HOSTNAME", "");
    try {
      if (name.isBlank() && Files.isReadable(Path.of("/proc/sys/kernel/hostname"))) {
        name = Files.readString(Path.of("/proc/sys/kernel/hostname"));
      }
    } catch (IOException unknown) {
      LOG.debug("This host's name cannot be read.", unknown);
    }
    String plain = name.strip().replaceAll("[^A-Za-z0-9]", "_");
    return plain.isEmpty() ? "host" : plain;
  }
}
