package io.snowwatch.harvest;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps what a listener throws from the harvest: the first is logged, and nothing else changes. */
final class GuardedListener implements HarvestListener {

  private static final Logger LOG = System.getLogger(Harvest.class.getName());

  private final HarvestListener listener;
  private final AtomicBoolean logged = new AtomicBoolean();

  GuardedListener(HarvestListener listener) {
    this.listener = listener;
  }

  @Override
  public void planned(int scopes) {
    guard(() -> listener.planned(scopes));
  }

  @Override
  public void recordTaken() {
    guard(listener::recordTaken);
  }

  @Override
  public void finished(HarvestRun run) {
    guard(() -> listener.finished(run));
  }

  @Override
  public void scopeFinished() {
    guard(listener::scopeFinished);
  }

  private void guard(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      if (logged.compareAndSet(false, true)) {
        LOG.log(
            Level.WARNING,
            "The harvest's listener threw, which changes nothing; further exceptions of it are not"
                + " logged: mend "
                + listener.getClass().getName(),
            e);
      }
    }
  }
}
