package io.snowwatch.harvest;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;

/** What the jobs of one run share. */
record RunContext(
    String runId,
    Instant time,
    Clock clock,
    RunRows rows,
    SnapshotSink sink,
    HarvestListener listener,
    UploadMemory memory,
    Executor detailPool,
    int detailsAtOnce,
    Executor abortPool) {}
