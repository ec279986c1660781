package io.snowwatch.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/**
 * A log file as CloudTrail writes it, with made-up events: some 1.5 KB each, in the members and the
 * order of the record format, compressing about 8:1. The same number of events gives the same
 * bytes.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">
 *     CloudTrail record contents</a>
 */
final class SyntheticLogFile {

  private static final String[] CALLS = {
    "ec2 DescribeInstances true",
    "ec2 DescribeNetworkInterfaces true",
    "s3 GetBucketAcl true",
    "sts AssumeRole true",
    "kms Decrypt true",
    "iam ListAttachedRolePolicies true",
    "lambda GetFunction20150331v2 true",
    "dynamodb DescribeTable true",
    "logs CreateLogStream false",
    "autoscaling UpdateAutoScalingGroup false"
  };

  private static final String[] AGENTS = {
    "aws-sdk-java/2.41.11 ua/2.1 os/Linux#5.10.245 lang/java#17.0.15 md/OpenJDK_64-Bit_Server_VM"
        + " exec-env/AWS_Lambda_java17 cfg/retry-mode#standard",
    "Boto3/1.40.61 md/Botocore#1.40.61 ua/2.1 os/linux#6.1.150 md/arch#x86_64 lang/python#3.12.11",
    "aws-cli/2.31.20 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0-1029-aws md/arch#x86_64",
    "autoscaling.amazonaws.com",
    "console.amazonaws.com"
  };

  private final Random random = new Random(20261124);
  private final String[] roles = new String[40];
  private final String[] sessions = new String[120];
  private final String[] keys = new String[60];
  private long millis = Instant.parse("2026-11-24T00:00:00Z").toEpochMilli();

  private SyntheticLogFile() {
    for (int i = 0; i < roles.length; i++) {
      roles[i] = "service-role-" + (char) ('a' + i % 26) + Integer.toString(i * 7919, 36);
    }
    for (int i = 0; i < sessions.length; i++) {
      sessions[i] = "i-0" + hex(16);
    }
    for (int i = 0; i < keys.length; i++) {
      keys[i] = letters(16);
    }
  }

  /** A log file, uncompressed. */
  static byte[] of(int events) {
    SyntheticLogFile file = new SyntheticLogFile();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(events * 1600);
    bytes.writeBytes("{\"Records\":[".getBytes(StandardCharsets.UTF_8));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < events; i++) {
      text.setLength(0);
      file.event(text.append(i > 0 ? "," : ""));
      bytes.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    bytes.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  /** Compresses as CloudTrail does. */
  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 6);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out, 64 * 1024)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void event(StringBuilder text) {
    millis += random.nextInt(120);
    String time = Instant.ofEpochSecond(millis / 1000).toString();
    String created = Instant.ofEpochSecond(millis / 1000 - random.nextInt(60) * 60L).toString();
    int who = random.nextInt(sessions.length);
    String role = roles[who % roles.length];
    String principal = "AROA" + keys[who % keys.length];
    String[] call = call();
    text.append("{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"AssumedRole\"")
        .append(",\"principalId\":\"")
        .append(principal)
        .append(':')
        .append(sessions[who])
        .append("\",\"arn\":\"arn:aws:sts::123456789012:assumed-role/")
        .append(role)
        .append('/')
        .append(sessions[who])
        .append("\",\"accountId\":\"123456789012\",\"accessKeyId\":\"ASIA")
        .append(keys[(who * 7) % keys.length])
        .append("\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"principalId\":\"")
        .append(principal)
        .append("\",\"arn\":\"arn:aws:iam::123456789012:role/")
        .append(role)
        .append("\",\"accountId\":\"123456789012\",\"userName\":\"")
        .append(role)
        .append("\"},\"webIdFederationData\":{},\"attributes\":{\"creationDate\":\"")
        .append(created)
        .append("\",\"mfaAuthenticated\":\"false\"},\"ec2RoleDelivery\":\"2.0\"}},\"eventTime\":\"")
        .append(time)
        .append("\",\"eventSource\":\"")
        .append(call[0])
        .append(".amazonaws.com\",\"eventName\":\"")
        .append(call[1])
        .append("\",\"awsRegion\":\"eu-west-1\",\"sourceIPAddress\":\"10.")
        .append(who)
        .append(".12.")
        .append(random.nextInt(256))
        .append("\",\"userAgent\":\"")
        .append(AGENTS[random.nextInt(AGENTS.length)])
        .append("\",");
    if (random.nextInt(12) == 0) {
      text.append("\"errorCode\":\"AccessDenied\",\"errorMessage\":\"User: arn:aws:sts::")
          .append("123456789012:assumed-role/")
          .append(role)
          .append(" is not authorized to perform: ")
          .append(call[0])
          .append(':')
          .append(call[1])
          .append(" because no identity-based policy allows it\",");
    }
    parameters(text, call);
    text.append(",\"requestID\":\"")
        .append(uuid())
        .append("\",\"eventID\":\"")
        .append(uuid())
        .append("\",\"sharedEventID\":\"")
        .append(uuid())
        .append("\",\"readOnly\":")
        .append(call[2])
        .append(",\"eventType\":\"AwsApiCall\",\"managementEvent\":true")
        .append(",\"recipientAccountId\":\"123456789012\",\"eventCategory\":\"Management\"")
        .append(",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"")
        .append("TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"")
        .append(call[0])
        .append(".eu-west-1.amazonaws.com\"}}");
  }

  private void parameters(StringBuilder text, String[] call) {
    text.append(
            "\"requestParameters\":{\"filterSet\":{\"items\":[{\"name\":\"vpc-id\",\"valueSet\":")
        .append("{\"items\":[{\"value\":\"vpc-0")
        .append(hex(16))
        .append("\"}]}}]},\"subnetId\":\"subnet-0")
        .append(hex(16))
        .append('"');
    if (call[2].equals("false")) {
      text.append(",\"policyDocument\":\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{")
          .append("\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"")
          .append(call[0])
          .append(":*\\\",\\\"Resource\\\":\\\"*\\\"}]}\",\"bucketName\":\"Daten-München-")
          .append(random.nextInt(50))
          .append('"');
    }
    text.append("},\"responseElements\":null,\"resources\":[{\"ARN\":\"arn:aws:kms:eu-west-1:")
        .append("123456789012:key/")
        .append(uuid())
        .append("\"}]");
  }

  private String[] call() {
    String call = CALLS[random.nextInt(CALLS.length)];
    int first = call.indexOf(' ');
    int last = call.lastIndexOf(' ');
    return new String[] {
      call.substring(0, first), call.substring(first + 1, last), call.substring(last + 1)
    };
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private String hex(int length) {
    return Long.toHexString(random.nextLong() | Long.MIN_VALUE).substring(0, length);
  }

  private String letters(int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append((char) ('A' + random.nextInt(26)));
    }
    return letters.toString();
  }
}
