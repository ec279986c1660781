package io.snowwatch.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress bars, which are shown on a terminal only. */
final class Bars {

  private Bars() {}

  /** A bar whose length is told later; null where none is to be shown. */
  static @Nullable ProgressBar create(Console console, boolean quiet, String task) {
    return quiet || !console.terminal()
        ? null
        : new ProgressBarBuilder()
            .setTaskName(task)
            .setStyle(ProgressBarStyle.ASCII)
            .setInitialMax(0)
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .build();
  }
}
