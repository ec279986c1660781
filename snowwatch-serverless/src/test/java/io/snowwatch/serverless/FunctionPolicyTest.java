package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.catalog.Source;
import io.snowwatch.source.Sources;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FunctionPolicyTest {

  static Stream<Source> sourcesWithAFunction() {
    return Sources.catalog().sources().stream().filter(s -> s.function().isPresent());
  }

  private static FunctionPolicy policy(String source) {
    return FunctionPolicy.of(Sources.catalog(), Sources.catalog().source(source));
  }

  @Test
  void aRegionalSourceListsRegionsAndWritesItsOwnDirectoryAndWhatItLookedAt() {
    FunctionPolicy policy = policy("ec2_instances");

    assertThat(policy.actions())
        .containsExactly(
            "ec2:DescribeInstances",
            "ec2:DescribeRegions",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "s3:AbortMultipartUpload",
            "s3:PutObject",
            "sqs:SendMessage");
    assertThat(policy.statements().get(1).resources())
        .containsExactly(
            "arn:${AWS::Partition}:s3:::${param:bucket}/ec2_monitoring/*",
            "arn:${AWS::Partition}:s3:::${param:bucket}/harvest_monitoring/*");
  }

  @Test
  void logFilesAreReadFromOneDirectoryAndNothingIsDescribed() {
    FunctionPolicy policy = policy("cloudtrail_events");

    assertThat(policy.actions())
        .doesNotContain("ec2:DescribeRegions")
        .contains("s3:GetObject", "sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage");
    assertThat(policy.statements().get(0).resources())
        .containsExactly("arn:${AWS::Partition}:s3:::${param:bucket}/cloudtrail/*");
  }

  @Test
  void onlyTheDirectoriesOfLogFilesAreListed() {
    FunctionPolicy policy = policy("cloudtrail_events");

    assertThat(policy.document().at("/Statement/1").toString())
        .isEqualTo(
            "{\"Sid\":\"ListInputAndOutput\",\"Effect\":\"Allow\",\"Action\":[\"s3:ListBucket\"],"
                + "\"Resource\":[{\"Fn::Sub\":\"arn:${AWS::Partition}:s3:::${param:bucket}\"}],"
                + "\"Condition\":{\"StringLike\":{\"s3:prefix\":[\"cloudtrail/*\","
                + "\"cloudtrail_monitoring/*\",\"cloudtrail_summaries/*\","
                + "\"cloudtrail_quarantine/*\"]}}}");
  }

  @Test
  void theFiveFunctionsDescribeWhatTheDataContractSaysAndNoMore() {
    Set<String> five =
        Set.of(
            "monitorCloudtrail",
            "monitorEc2Instances",
            "monitorELBs",
            "monitorIAM",
            "monitorSecurityGroups");
    Set<String> described = new TreeSet<>();
    sourcesWithAFunction()
        .filter(source -> five.contains(source.function().orElseThrow()))
        .map(source -> FunctionPolicy.of(Sources.catalog(), source))
        .flatMap(policy -> policy.statements().stream())
        .filter(statement -> statement.resources().contains("*"))
        .forEach(statement -> described.addAll(statement.actions()));

    assertThat(described)
        .containsExactly(
            "ec2:DescribeInstances",
            "ec2:DescribeRegions",
            "ec2:DescribeSecurityGroups",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeLoadBalancers",
            "iam:GetAccountAuthorizationDetails",
            "iam:ListMFADevices");
  }

  @ParameterizedTest
  @MethodSource("sourcesWithAFunction")
  void nothingThatCouldBeLimitedIsAllowedEverywhere(Source source) {
    assertThat(FunctionPolicy.of(Sources.catalog(), source).statements())
        .allSatisfy(
            statement -> {
              assertThat(statement.actions()).noneMatch(action -> action.contains("*"));
              if (statement.resources().contains("*")) {
                assertThat(statement.actions())
                    .allMatch(
                        action ->
                            source.actions().contains(action)
                                || action.equals("ec2:DescribeRegions"));
              }
            });
  }

  @Test
  void whatEveryRunWritesHasNoFunctionAndSoNoPolicy() {
    assertThatThrownBy(() -> policy("harvest_runs"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Source 'harvest_runs' has no function of its own: it needs no policy.");
  }
}
