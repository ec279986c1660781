package io.snowwatch.cli;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.snowflake.aws.BucketNotifications;
import io.snowwatch.snowflake.aws.DeployedStack;
import io.snowwatch.snowflake.aws.StackSettingsFile;
import io.snowwatch.snowflake.doctor.Severity;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Trail;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a deployment would meet in an account. Nothing is changed. */
final class DeployCheck {

  /** The trails that a Region may have, those of other Regions that record it included. */
  private static final int TRAILS = 5;

  private static final String TRAIL = DeployedStack.SERVICE;
  private static final String LOG_GROUP = "AWS::Logs::LogGroup";

  /** Logical ids of 1.0's stack; the role that all its functions shared is in no later one. */
  private static final Set<String> OF_VERSION_ONE =
      Set.of("IamRoleLambdaExecution", "S3BucketSnowwatch");

  private final AwsAccount account;
  private final String stackName;
  private final DeploySettings settings;
  private final String region;
  private final String bucket;

  /** Where trails deliver. */
  private final String raw;

  private final CloudFormationClient stacks;
  private final S3Client s3;
  private final List<Line> lines = new ArrayList<>();

  private Optional<DeployedStack> stack = Optional.empty();
  private boolean isVersionOne;
  private boolean stackSeen;
  private boolean bucketIsThere;

  /**
   * One thing that was looked at.
   *
   * @param severity how bad it is
   * @param what was looked at
   * @param found what is there, and what the deployment does about it
   * @param wanted what should be there
   * @param command what mends it; empty if nothing has to be mended
   */
  record Line(Severity severity, String what, String found, String wanted, String command) {

    static Line ok(String what, String found) {
      return new Line(Severity.OK, what, found, found, "");
    }

    static Line broken(String what, String found, String wanted, String command) {
      return new Line(Severity.BROKEN, what, found, wanted, command);
    }

    static Line warning(String what, String found, String wanted, String command) {
      return new Line(Severity.WARNING, what, found, wanted, command);
    }
  }

  @FunctionalInterface
  private interface Look {
    void at(String what);
  }

  DeployCheck(AwsAccount account, String stackName, DeploySettings settings) {
    this.account = account;
    this.stackName = stackName;
    this.settings = settings;
    stacks = account.client(CloudFormationClient.class, CloudFormationClient::builder);
    s3 = account.client(S3Client.class, S3Client::builder);
    region = stacks.serviceClientConfiguration().region().id();
    bucket =
        settings
            .value(StackSettingsFile.BUCKET)
            .replace("${AWS::AccountId}", account.accountId())
            .replace("${AWS::Region}", region);
    BucketLayout layout = BucketLayout.of(Sources.catalog());
    raw =
        Sources.catalog().sources().stream()
            .filter(source -> source.inputDirectoryVariable().isPresent())
            .map(layout::inputDirectory)
            .findFirst()
            .orElseThrow();
  }

  static Severity worst(List<Line> lines) {
    return lines.stream().map(Line::severity).max(Comparator.naturalOrder()).orElse(Severity.OK);
  }

  List<Line> look() {
    see(
        "stack " + stackName,
        "cloudformation:DescribeStacks, GetTemplate and ListStackResources",
        this::stack);
    see(
        "bucket " + bucket,
        "s3:ListBucket, s3:ListAllMyBuckets and cloudformation:DescribeStackResources",
        this::bucket);
    if (bucketIsThere) {
      see("notifications of the bucket " + bucket, "s3:GetBucketNotification", this::notifications);
    }
    see("trail " + TRAIL, "cloudtrail:DescribeTrails", this::trail);
    if (stackSeen && stack.isEmpty()) {
      see(
          "log groups /aws/lambda/" + stackName + "-*",
          "cloudformation:ListStacks and ListStackResources",
          this::logGroups);
      if (settings.is("createSnowflakeRole")) {
        see("role " + settings.value(StackSettingsFile.SNOWFLAKE_ROLE), "iam:GetRole", this::role);
      }
    }
    return List.copyOf(lines);
  }

  private void see(String what, String actions, Look look) {
    try {
      look.at(what);
    } catch (SdkException e) {
      lines.add(
          new Line(
              Severity.UNSEEN,
              what,
              "not seen: " + AwsProfile.reason(e),
              "to be looked at",
              "allow " + actions + ", then snowwatch deploy check --stack " + stackName));
    }
  }

  private void stack(String what) {
    stack =
        DeployedStack.find(stacks, stackName)
            .filter(s -> !s.status().equals(StackStatus.REVIEW_IN_PROGRESS.toString()));
    stackSeen = true;
    if (stack.isEmpty()) {
      lines.add(Line.ok(what, "there is none in " + region + ": the deployment creates it"));
      return;
    }
    String status = stack.get().status();
    Optional<String> mend = mend(status);
    if (mend.isPresent()) {
      lines.add(
          Line.broken(what, status, "CREATE_COMPLETE or UPDATE_COMPLETE, or none", mend.get()));
      return;
    }
    if (stack.get().bucket().isPresent()) {
      lines.add(Line.ok(what, status + ": the deployment updates it in place"));
      forgotten(what);
      return;
    }
    Set<String> ids =
        stacks
            .listStackResourcesPaginator(r -> r.stackName(stackName))
            .stackResourceSummaries()
            .stream()
            .map(StackResourceSummary::logicalResourceId)
            .collect(Collectors.toSet());
    isVersionOne = ids.containsAll(OF_VERSION_ONE);
    if (!isVersionOne) {
      lines.add(
          Line.broken(
              what,
              "there is a stack of this name, and it is none of SnowWatch's",
              "SnowWatch's, or none",
              "osls deploy --stage another-name"));
    } else if (settings.is("createBucket")) {
      lines.add(
          Line.ok(
              what,
              "SnowWatch 1.0: the deployment updates it in place; the bucket and its data stay, the"
                  + " functions are replaced"));
    } else {
      lines.add(
          Line.broken(
              what,
              "SnowWatch 1.0, and createBucket=false takes its bucket out of the stack",
              "createBucket: 'true'",
              "osls deploy --param createBucket=true"));
    }
  }

  /** What has to be done before CloudFormation takes an update. */
  private Optional<String> mend(String status) {
    if (status.endsWith("_IN_PROGRESS")) {
      return Optional.of(
          "wait: aws cloudformation describe-stack-events --stack-name " + stackName);
    }
    return switch (status) {
      case "CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED" ->
          Optional.of("aws cloudformation delete-stack --stack-name " + stackName);
      case "UPDATE_ROLLBACK_FAILED" ->
          Optional.of("aws cloudformation continue-update-rollback --stack-name " + stackName);
      default -> Optional.empty();
    };
  }

  /** A deployment that forgets a setting is refused. */
  private void forgotten(String what) {
    stack
        .orElseThrow()
        .given(stacks)
        .forEach(
            (name, value) -> {
              if (!settings.isGiven(name)) {
                lines.add(
                    Line.broken(
                        what,
                        name + " is '" + value + "' in the stack, and is not given now",
                        "the same, or another value said in so many words",
                        "osls deploy --param '" + name + "=" + value + "'"));
              }
            });
  }

  private void bucket(String what) {
    boolean creates = settings.is("createBucket");
    Optional<String> found = regionOfTheBucket();
    if (found.isEmpty()) {
      lines.add(
          creates
              ? Line.ok(what, "the name is free: the deployment creates it in " + region)
              : Line.broken(
                  what,
                  "there is none, and createBucket=false does not create it",
                  "a bucket in " + region,
                  "osls deploy --param createBucket=true"));
      return;
    }
    String another = "osls deploy --param bucket=" + bucket + "-" + stackName;
    if (s3.listBuckets().buckets().stream().map(Bucket::name).noneMatch(bucket::equals)) {
      lines.add(
          Line.broken(
              what,
              "it is another account's",
              "a name that is free, or a bucket of account " + account.accountId(),
              another));
      return;
    }
    if (!found.get().equals(region)) {
      lines.add(
          Line.broken(
              what,
              "it is in " + found.get() + ", and S3 tells only queues of its own Region",
              "a bucket in " + region,
              "osls deploy --region " + found.get()));
      return;
    }
    bucketIsThere = true;
    Optional<String> owner = owner();
    if (owner.filter(stackName::equals).isPresent()) {
      lines.add(
          creates
              ? Line.ok(what, "it is the stack's own and stays with its data")
              : Line.warning(
                  what,
                  "it is the stack's own, and createBucket=false takes it out of the stack; it stays",
                  "createBucket: 'true'",
                  "osls deploy --param createBucket=true"));
    } else if (creates) {
      lines.add(
          Line.broken(
              what,
              owner
                  .map(name -> "it is the stack " + name + "'s")
                  .orElse(
                      "it is this account's and no stack's of this Region, such as one that was kept"),
              "a name that is free, or createBucket: 'false' to use it and its data",
              owner.isPresent()
                  ? another + " --param createTrail=false"
                  : "osls deploy --param createBucket=false"));
    } else {
      lines.add(
          Line.ok(
              what,
              owner.map(name -> "it is the stack " + name + "'s").orElse("it is this account's")
                  + ": the deployment uses it as it is"));
    }
  }

  /** Where the bucket is, whoever has it; empty if nobody has. */
  private Optional<String> regionOfTheBucket() {
    try {
      return Optional.ofNullable(s3.headBucket(r -> r.bucket(bucket)).bucketRegion())
          .or(() -> Optional.of(region));
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return Optional.empty();
      }
      Optional<String> told = told(e);
      if (told.isPresent() && (e.statusCode() == 301 || e.statusCode() == 403)) {
        return told;
      }
      throw e;
    }
  }

  private static Optional<String> told(AwsServiceException e) {
    return Optional.ofNullable(e.awsErrorDetails())
        .flatMap(d -> Optional.ofNullable(d.sdkHttpResponse()))
        .flatMap(r -> r.firstMatchingHeader("x-amz-bucket-region"));
  }

  /** The stack of this Region that has made the bucket. */
  private Optional<String> owner() {
    if (stack.isPresent() && (isVersionOne || stack.get().ownsBucket()) && hasBucket(stackName)) {
      return Optional.of(stackName);
    }
    try {
      Optional<String> owner =
          stacks.describeStackResources(r -> r.physicalResourceId(bucket)).stackResources().stream()
              .filter(resource -> bucket.equals(resource.physicalResourceId()))
              .map(resource -> resource.stackName())
              .findFirst();
      if (owner.isPresent()) {
        return owner;
      }
    } catch (CloudFormationException e) {
      if (!"ValidationError".equals(e.awsErrorDetails().errorCode())) {
        throw e;
      }
      // CloudFormation's way to say that it is no stack's.
    }
    return stacks.describeStacksPaginator().stacks().stream()
        .filter(
            s ->
                s.outputs().stream()
                        .anyMatch(
                            o -> o.outputKey().equals("Bucket") && bucket.equals(o.outputValue()))
                    && s.parameters().stream()
                        .anyMatch(
                            p ->
                                p.parameterKey().equals("CreateBucket")
                                    && p.parameterValue().equals("true")))
        .map(s -> s.stackName())
        .findFirst();
  }

  private boolean hasBucket(String name) {
    return stack.orElseThrow().bucket().filter(bucket::equals).isPresent()
        || stacks
            .listStackResourcesPaginator(r -> r.stackName(name))
            .stackResourceSummaries()
            .stream()
            .anyMatch(resource -> bucket.equals(resource.physicalResourceId()));
  }

  private void notifications(String what) {
    List<Line> inTheWay = new ArrayList<>();
    if (settings.value("logFilesTopic").isEmpty()) {
      String channel =
          "arn:%s:%s:%s:%s:%s-log-files"
              .formatted(
                  Region.of(region).metadata().partition().id(),
                  settings.is("fanOut") ? "sns" : "sqs",
                  region,
                  account.accountId(),
                  stackName);
      overlapping(List.of(raw), channel)
          .ifPresent(
              entry ->
                  inTheWay.add(
                      Line.broken(
                          what,
                          entry,
                          channel + " alone below " + raw + "/",
                          "let it be an SNS topic that both listen to: osls deploy --param"
                              + " logFilesTopic=TOPIC_ARN; or take the entry away")));
    }
    String snowpipe = settings.value(StackSettingsFile.SNOWPIPE_QUEUE);
    if (!snowpipe.isEmpty()) {
      List<String> directories =
          SnowflakePlan.of(
                  Sources.catalog(),
                  SnowflakeSettings.builder().accountId(account.accountId()).build())
              .datasets()
              .stream()
              .map(dataset -> dataset.directory())
              .toList();
      overlapping(directories, snowpipe)
          .ifPresent(
              entry ->
                  inTheWay.add(
                      Line.broken(
                          what,
                          entry,
                          snowpipe + " alone below the output directories",
                          "snowwatch snowflake apply --sns-topic TOPIC_ARN; or take the entry"
                              + " away")));
    }
    lines.addAll(inTheWay);
    if (inTheWay.isEmpty()) {
      lines.add(Line.ok(what, "none is in the way; those of others stay with osls deploy"));
    }
  }

  /** Entries of others for the same objects, which S3 refuses beside SnowWatch's. */
  private Optional<String> overlapping(List<String> directories, String channel) {
    BucketNotifications there =
        BucketNotifications.of(s3, bucket, account.accountId(), directories);
    Optional<String> before = stack.flatMap(DeployedStack::snowpipeQueue);
    List<String> others = before.map(there::replacing).orElse(there).inTheWay(stackName, channel);
    return others.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", others));
  }

  private void trail(String what) {
    List<Trail> trails =
        account
            .client(CloudTrailClient.class, CloudTrailClient::builder)
            .describeTrails(r -> r.includeShadowTrails(true))
            .trailList();
    if (!settings.is("createTrail")) {
      lines.add(
          trails.stream().anyMatch(trail -> bucket.equals(trail.s3BucketName()))
              ? Line.ok(what, "none is created: a trail delivers into the bucket already")
              : Line.warning(
                  what,
                  "none is created, and none that can be seen here delivers into " + bucket,
                  "a trail that delivers below " + raw + "/",
                  "osls deploy --param createTrail=true"));
      return;
    }
    Optional<Trail> present =
        trails.stream().filter(trail -> TRAIL.equals(trail.name())).findFirst();
    boolean own =
        stack
            .filter(s -> isVersionOne || "true".equals(s.parameters().get("CreateTrail")))
            .isPresent();
    String without = "osls deploy --param createTrail=false";
    if (present.isPresent() && !own) {
      lines.add(
          Line.broken(
              what,
              "there is one of this name in %s, which delivers into %s"
                  .formatted(present.get().homeRegion(), present.get().s3BucketName()),
              "none, or createTrail: 'false'",
              without));
    } else if (present.isPresent()) {
      lines.add(Line.ok(what, "it is the stack's own and stays"));
    } else if (trails.size() >= TRAILS) {
      lines.add(
          Line.broken(
              what,
              "%s has %d trails, and a Region may have %d".formatted(region, trails.size(), TRAILS),
              "fewer, or createTrail: 'false' with one of them delivering into the bucket",
              without));
    } else {
      lines.add(
          Line.ok(
              what,
              "the deployment creates it; %s has %d of %d"
                  .formatted(region, trails.size(), TRAILS)));
    }
  }

  /** CloudFormation remembers removed stacks for 90 days, and what of them was kept. */
  private void logGroups(String what) {
    List<String> kept =
        stacks
            .listStacksPaginator(r -> r.stackStatusFilters(StackStatus.DELETE_COMPLETE))
            .stackSummaries()
            .stream()
            .filter(summary -> summary.stackName().equals(stackName))
            .flatMap(
                summary ->
                    stacks
                        .listStackResourcesPaginator(r -> r.stackName(summary.stackId()))
                        .stackResourceSummaries()
                        .stream())
            .filter(resource -> LOG_GROUP.equals(resource.resourceType()))
            .filter(resource -> resource.resourceStatus() == ResourceStatus.DELETE_SKIPPED)
            .map(StackResourceSummary::physicalResourceId)
            .distinct()
            .sorted()
            .toList();
    lines.add(
        kept.isEmpty()
            ? Line.ok(what, "no stack of this name that was removed in the last 90 days kept any")
            : Line.warning(
                what,
                "a removed stack of this name kept " + String.join(", ", kept),
                "none of these, unless they have been deleted since",
                kept.stream()
                    .map(group -> "aws logs delete-log-group --log-group-name " + group)
                    .collect(Collectors.joining("; "))));
  }

  private void role(String what) {
    String name = settings.value(StackSettingsFile.SNOWFLAKE_ROLE);
    try {
      account.client(IamClient.class, IamClient::builder).getRole(r -> r.roleName(name));
    } catch (NoSuchEntityException e) {
      lines.add(Line.ok(what, "the deployment creates it"));
      return;
    }
    lines.add(
        Line.broken(
            what,
            "there is one of this name already",
            "none, or createSnowflakeRole: 'false' to leave it to whoever has made it",
            "osls deploy --param snowflakeRole=" + name + "-" + stackName));
  }
}
