package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.json.JsonRecord;
import java.io.IOException;
import java.time.Instant;

/**
 * A time for which a chain has no digest file: nothing proves which log files belong there.
 *
 * @param chain the chain
 * @param from the beginning of the gap
 * @param to its end
 * @param cause why there is a gap, as far as the files tell
 */
public record Gap(DigestChain chain, Instant from, Instant to, Cause cause) implements JsonRecord {

  /** Why there is a gap. */
  public enum Cause {
    /** The digest file after it names one before it that is missing. */
    DIGEST_MISSING("digest files are missing"),
    /**
     * The digest file after it begins a chain: logging or validation had been off, or the trail
     * deleted and created anew.
     */
    CHAIN_RESTARTED("logging or log file validation was off"),
    /** Neighbours in the chain do not meet in time. */
    TIMES_APART("two digest files in a row do not meet"),
    /** The first digest file begins after the time that was asked for. */
    BEFORE_FIRST("the first digest file begins later"),
    /** The last digest file ends before the time that was asked for. */
    AFTER_LAST("the last digest file ends earlier");

    private final String explanation;

    Cause(String explanation) {
      this.explanation = explanation;
    }

    /** Whether a trail that did not validate for a time has such gaps. */
    boolean isWithoutValidation() {
      return this == CHAIN_RESTARTED || this == BEFORE_FIRST || this == AFTER_LAST;
    }
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("Type", "GAP");
    json.writeStringField("AccountId", chain.accountId());
    json.writeStringField("Region", chain.region());
    json.writeStringField("Trail", chain.trailName());
    json.writeStringField("From", from.toString());
    json.writeStringField("To", to.toString());
    json.writeStringField("Cause", cause.name());
    json.writeStringField("Explanation", cause.explanation);
    json.writeEndObject();
  }

  /** A sentence for people. */
  @Override
  public String toString() {
    return "%s has no digest file from %s to %s: %s".formatted(chain, from, to, cause.explanation);
  }
}
