package io.snowwatch.harvest;

import io.snowwatch.aws.Failure;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.json.JsonRecord;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The further calls of one scope's records: so many at once, taken as they end. What is under way
 * is all that is kept in memory.
 *
 * <p>One thread starts and takes; any may stop.
 */
final class DetailCalls {

  private final Executor pool;
  private final int most;
  private final BlockingQueue<Call<?>> ended = new LinkedBlockingQueue<>();
  private final Set<Call<?>> underWay = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Failure stopped;

  DetailCalls(Executor pool, int most) {
    this.pool = pool;
    this.most = most;
  }

  /** A call and the record that waits for it. */
  final class Call<D> extends FutureTask<Optional<D>> {

    private final Dataset dataset;
    private final Function<Optional<D>, JsonRecord> recordOf;

    private Call(
        Dataset dataset, Supplier<Optional<D>> call, Function<Optional<D>, JsonRecord> recordOf) {
      super(call::get);
      this.dataset = dataset;
      this.recordOf = recordOf;
    }

    @Override
    protected void done() {
      ended.add(this);
    }

    Dataset dataset() {
      return dataset;
    }

    /** The record, complete or not. */
    Detailed detailed() throws InterruptedException {
      try {
        return new Detailed(recordOf.apply(get()), Optional.empty());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        return without(Failure.of(e.getCause() == null ? e : e.getCause()));
      } catch (CancellationException e) {
        Failure why = stopped;
        return without(why == null ? Failure.of(e) : why);
      }
    }

    private Detailed without(Failure failure) {
      return new Detailed(recordOf.apply(Optional.empty()), Optional.of(failure));
    }
  }

  /**
   * A record after its further call.
   *
   * @param record the record
   * @param failure why the call told nothing; empty if it did
   */
  record Detailed(JsonRecord record, Optional<Failure> failure) {}

  <D> void start(
      Dataset dataset, Supplier<Optional<D>> call, Function<Optional<D>, JsonRecord> record) {
    Call<D> started = new Call<>(dataset, call, record);
    underWay.add(started);
    if (stopped == null) {
      pool.execute(started);
    }
    if (stopped != null) {
      started.cancel(true);
    }
  }

  boolean isFull() {
    return underWay.size() >= most;
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  /** Waits for a call that has ended. */
  Call<?> take() throws InterruptedException {
    Call<?> call = ended.take();
    underWay.remove(call);
    return call;
  }

  /** Makes no further call, and ends those under way with a failure. */
  void stop(Failure why) {
    stopped = why;
    underWay.forEach(call -> call.cancel(true));
  }
}
