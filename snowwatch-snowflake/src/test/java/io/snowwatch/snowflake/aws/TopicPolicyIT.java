package io.snowwatch.snowflake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.testing.MotoServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;

class TopicPolicyIT {

  static String snowflake(String topic) {
    return """
    {"Version":"2012-10-17","Statement":[{"Sid":"1","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:user/x"},\
    "Action":["sns:Subscribe"],"Resource":["%s"]}]}"""
        .formatted(topic);
  }

  @Test
  void letsTheBucketPublishAndSnowflakeSubscribeAndKeepsTheOtherStatements() throws IOException {
    String accountId = MotoServer.randomAccountId();
    try (AwsAccount account = AwsAccount.create(MotoServer.shared().settings(accountId))) {
      SnsClient sns = account.client(SnsClient.class, SnsClient::builder);
      String topic = sns.createTopic(r -> r.name("objects")).topicArn();
      ObjectMapper json = new ObjectMapper();
      JsonNode before =
          json.readTree(sns.getTopicAttributes(r -> r.topicArn(topic)).attributes().get("Policy"));
      TopicPolicy policy = TopicPolicy.of(sns, topic, "bucket", accountId);

      assertThat(policy.plan(snowflake(topic)).action()).isEqualTo(Wiring.Action.CHANGE);
      policy.apply(snowflake(topic));

      JsonNode after =
          json.readTree(sns.getTopicAttributes(r -> r.topicArn(topic)).attributes().get("Policy"));
      assertThat(after.path("Statement")).containsAll(before.path("Statement"));
      assertThat(after.findValuesAsText("Sid"))
          .contains("SnowWatchBucketPublishes", "SnowWatchSnowflakeSubscribes");
      assertThat(after.findValuesAsText("aws:SourceArn")).containsExactly("arn:aws:s3:::bucket");
      assertThat(policy.apply(snowflake(topic)).action()).isEqualTo(Wiring.Action.NONE);
    }
  }

  @Test
  void refusesWhatIsNoPolicyOfSnowflakes() {
    try (AwsAccount account =
        AwsAccount.create(MotoServer.shared().settings(MotoServer.randomAccountId()))) {
      SnsClient sns = account.client(SnsClient.class, SnsClient::builder);
      String topic = sns.createTopic(r -> r.name("objects")).topicArn();

      for (String wrong : new String[] {"", "{}", "nonsense", snowflake("arn:aws:sns:x:1:other")}) {
        assertThatThrownBy(() -> TopicPolicy.of(sns, topic, "bucket", "123456789012").plan(wrong))
            .isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("lets nobody subscribe to " + topic);
      }
    }
  }
}
