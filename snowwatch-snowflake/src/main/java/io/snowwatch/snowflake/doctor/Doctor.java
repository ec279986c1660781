package io.snowwatch.snowflake.doctor;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.snowflake.ObjectNames;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.aws.DeployedStack;
import io.snowwatch.snowflake.live.BucketFacts;
import io.snowwatch.snowflake.live.SnowflakeClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at every hop from the schedule that calls a function to the row in a table.
 *
 * <p>A side that cannot be reached, and a hop that may not be looked at, is a finding of its own
 * and keeps nothing else from being looked at. Nothing is changed. Not safe for use by several
 * threads.
 */
public final class Doctor {

  private final Catalog catalog;
  private final SnowflakePlan plan;
  private Optional<AwsAccount> aws = Optional.empty();
  private Optional<SnowflakeClient> snowflake = Optional.empty();
  private Finding.Absence noAws = new Finding.Absence("nobody gave it", false);
  private Finding.Absence noSnowflake = new Finding.Absence("nobody gave it", false);
  private Set<Section> sections = Set.of();
  private String stack = DeployedStack.DEFAULT_NAME;
  private Optional<Duration> maxAge = Optional.empty();
  private InstantSource clock = InstantSource.system();
  private String applyCommand;

  private Doctor(Catalog catalog, SnowflakePlan plan) {
    this.catalog = catalog;
    this.plan = plan;
    this.applyCommand =
        "snowwatch snowflake apply --account-id " + plan.names().buckets().get(0).accountId();
  }

  /**
   * Prepares a look at neither side.
   *
   * @param catalog the sources whose functions collect
   * @param plan what Snowflake should have
   * @return the doctor
   */
  public static Doctor of(Catalog catalog, SnowflakePlan plan) {
    return new Doctor(catalog, plan);
  }

  /**
   * Looks at the AWS side.
   *
   * @param account the account with the stack; its owner closes it
   * @return this
   */
  public Doctor aws(AwsAccount account) {
    aws = Optional.of(account);
    return this;
  }

  /**
   * Says why the AWS side cannot be seen.
   *
   * @param reason what keeps it from being looked at
   * @return this
   */
  public Doctor awsUnreachable(String reason) {
    noAws = new Finding.Absence(reason, false);
    return this;
  }

  /**
   * Leaves the AWS side out.
   *
   * @param reason who wants that, such as {@code --no-aws}
   * @return this
   */
  public Doctor awsLeftOut(String reason) {
    noAws = new Finding.Absence(reason, true);
    return this;
  }

  /**
   * Looks at the Snowflake side.
   *
   * @param client a session, whose role and warehouse are changed; its owner closes it
   * @return this
   */
  public Doctor snowflake(SnowflakeClient client) {
    snowflake = Optional.of(client);
    return this;
  }

  /**
   * Says why the Snowflake side cannot be seen.
   *
   * @param reason what keeps it from being looked at
   * @return this
   */
  public Doctor snowflakeUnreachable(String reason) {
    noSnowflake = new Finding.Absence(reason, false);
    return this;
  }

  /**
   * Leaves the Snowflake side out.
   *
   * @param reason who wants that, such as {@code --no-snowflake}
   * @return this
   */
  public Doctor snowflakeLeftOut(String reason) {
    noSnowflake = new Finding.Absence(reason, true);
    return this;
  }

  /**
   * Looks at what these parts of the plan are about, and no more.
   *
   * @param chosen the parts; none means all
   * @return this
   */
  public Doctor sections(Set<Section> chosen) {
    sections = Set.copyOf(chosen);
    return this;
  }

  /**
   * Looks at a stack of another name than {@link DeployedStack#DEFAULT_NAME}.
   *
   * @param name the stack's name
   * @return this
   */
  public Doctor stack(String name) {
    stack = name;
    return this;
  }

  /**
   * Says when rows are too old, instead of three periods of the schedule or two hours.
   *
   * @param age the greatest age
   * @return this
   */
  public Doctor maxAge(Duration age) {
    maxAge = Optional.of(age);
    return this;
  }

  /**
   * Says what applies the plan.
   *
   * @param command the command with the options that make this plan
   * @return this
   */
  public Doctor applyCommand(String command) {
    applyCommand = command;
    return this;
  }

  /**
   * Takes the time for AWS from elsewhere.
   *
   * @param other the clock
   * @return this
   */
  public Doctor clock(InstantSource other) {
    clock = other;
    return this;
  }

  /**
   * Looks.
   *
   * @return at least one finding for each hop
   */
  public Diagnosis look() {
    Findings findings = new Findings();
    Optional<SnowflakeHops> snowflakeSide =
        snowflake.map(
            client -> new SnowflakeHops(catalog, plan, client, clock, applyCommand, findings));
    Map<ObjectNames.Bucket, BucketFacts> facts = new HashMap<>();
    Set<Hop> ofAws = chosen(Hop.Side.AWS);
    if (aws.isPresent() && (ofAws.contains(Hop.NOTIFICATIONS) || ofAws.contains(Hop.TRUST))) {
      snowflakeSide.ifPresent(side -> facts.putAll(side.facts()));
    }
    Optional<Duration> limit = Optional.empty();
    if (aws.isPresent()) {
      AwsHops side =
          new AwsHops(aws.get(), catalog, plan, stack, clock.instant(), applyCommand, findings);
      limit = side.look(ofAws, facts);
    }
    Duration greatestAge = maxAge.orElse(limit.orElse(Rate.USUAL));
    snowflakeSide.ifPresent(side -> side.look(chosen(Hop.Side.SNOWFLAKE), sections, greatestAge));
    rest(findings, Hop.Side.AWS, aws.isPresent(), noAws);
    rest(findings, Hop.Side.SNOWFLAKE, snowflake.isPresent(), noSnowflake);
    return findings.diagnosis();
  }

  private Set<Hop> chosen(Hop.Side side) {
    Set<Hop> hops = java.util.EnumSet.noneOf(Hop.class);
    Hop.of(side).stream().filter(hop -> hop.isAbout(sections)).forEach(hops::add);
    return hops;
  }

  /** Of every hop something is said. */
  private void rest(Findings findings, Hop.Side side, boolean seen, Finding.Absence absence) {
    for (Hop hop : Hop.of(side)) {
      if (findings.has(hop)) {
        continue;
      }
      if (!hop.isAbout(sections)) {
        findings.add(Finding.leftOut(hop, "--section names other parts"));
      } else if (seen) {
        findings.add(Finding.leftOut(hop, "the settings have nothing of the kind"));
      } else if (absence.wanted()) {
        findings.add(Finding.leftOut(hop, absence.reason()));
      } else {
        findings.add(Finding.unseen(hop, hop.title(), absence.reason()));
      }
    }
  }
}
