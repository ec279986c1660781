package io.snowwatch.cli;

/** What the command's exit status says; every command lists them in its help. */
final class ExitStatus {

  static final int OK = 0;
  static final int PART_FAILED = 1;
  static final int BAD_USAGE = 2;
  static final int AWS_UNREACHABLE = 3;
  static final int CHECK_FAILED = 4;
  static final int CHANGES = 4;
  static final int BROKEN = 4;
  static final int NOT_AS_WANTED = 5;
  static final int NOT_SEEN = 6;
  static final int UNEXPECTED = 70;

  /** As a process that SIGPIPE ended. */
  static final int OUTPUT_CLOSED = Interruption.SIGNALS + 13;

  private ExitStatus() {}
}
