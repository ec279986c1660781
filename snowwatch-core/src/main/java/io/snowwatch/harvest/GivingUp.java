package io.snowwatch.harvest;

import io.snowwatch.aws.Failure;

/**
 * Why a run does not go on to its end: one code for all that it leaves undone.
 *
 * @param failure what is reported of it
 * @param landsWhatIsListed whether records that only lack further calls land without them
 */
record GivingUp(Failure failure, boolean landsWhatIsListed) {

  private static final String CANCELLED = "Cancelled";

  static GivingUp outOfTime() {
    return new GivingUp(
        Failure.outOfTime("The run's time was over before this was collected."), true);
  }

  static GivingUp cancelled() {
    return new GivingUp(
        new Failure(
            Failure.Kind.OTHER, CANCELLED, "The run was cancelled before this was collected."),
        false);
  }
}
