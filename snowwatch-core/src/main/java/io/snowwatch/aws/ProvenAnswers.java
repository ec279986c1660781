package io.snowwatch.aws;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.PartitionEndpointKey;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;

/**
 * Believes an answer with a status of success only if it is the operation's own. The SDK itself
 * takes an empty body, and any well-formed XML, for an answer without members: "there is none".
 *
 * <p>What is refused is an {@link UnprovenAnswerException} of the attempt, which is retryable.
 */
final class ProvenAnswers implements ExecutionInterceptor {

  private static final String S3 = "S3";
  private static final String STS = "Sts";
  private static final int PROLOGUE_BYTES = 4096;

  // A byte order mark, the XML declaration, comments; then the root element.
  private static final Pattern ROOT =
      Pattern.compile(
          "^(?:\u00ef\u00bb\u00bf)?\\s*(?:<\\?.*?\\?>\\s*|<!--.*?-->\\s*)*<(?:[\\w.-]+:)?([A-Za-z_][\\w.-]*)",
          Pattern.DOTALL);

  // The documents of S3's REST API have names of their own.
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
  private static final Map<String, Set<String>> S3_ROOTS =
      Map.of(
          "ListObjectsV2", Set.of("ListBucketResult"),
          "ListObjects", Set.of("ListBucketResult"),
          "ListObjectVersions", Set.of("ListVersionsResult"),
          "ListBuckets", Set.of("ListAllMyBucketsResult"),
          "ListMultipartUploads", Set.of("ListMultipartUploadsResult"),
          "CreateMultipartUpload", Set.of("InitiateMultipartUploadResult"),
          "CompleteMultipartUpload", Set.of("CompleteMultipartUploadResult"),
          "CopyObject", Set.of("CopyObjectResult"),
          "GetBucketLocation", Set.of("LocationConstraint"),
          // The second is Moto's.
          "GetBucketNotificationConfiguration",
              Set.of("NotificationConfiguration", "GetBucketNotificationResponse"));

  // S3 says what it stored, or what it gives, by its ETag.
  private static final Set<String> S3_WITH_ETAG =
      Set.of("PutObject", "UploadPart", "GetObject", "HeadObject");

  private static final Set<String> REQUEST_ID_HEADERS =
      Set.of("x-amzn-requestid", "x-amz-request-id");

  // What an answer says about its pages; all else is data.
  private static final Set<String> OF_PAGES =
      Set.of("NextToken", "Marker", "NextMarker", "IsTruncated", "MaxResults", "MaxItems");

  @Override
  public SdkHttpResponse modifyHttpResponse(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    SdkHttpResponse response = context.httpResponse();
    if (response.isSuccessful() && isS3(attributes)) {
      if (REQUEST_ID_HEADERS.stream().noneMatch(name -> hasHeader(response, name))) {
        throw refused("it has no request id", context, attributes);
      }
      if (S3_WITH_ETAG.contains(operation(attributes)) && !hasHeader(response, "ETag")) {
        throw refused("it has no ETag", context, attributes);
      }
    }
    return response;
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    Optional<InputStream> body = context.responseBody();
    if (!context.httpResponse().isSuccessful()) {
      return body;
    }
    if (isS3(attributes) && operation(attributes).equals("GetObject")) {
      return body.map(object -> abortable(new SteadyStream(object), object));
    }
    Set<String> roots = roots(context, attributes);
    if (roots.isEmpty()) {
      return body;
    }
    InputStream original = body.orElseGet(InputStream::nullInputStream);
    try {
      BufferedInputStream document = new BufferedInputStream(original, PROLOGUE_BYTES * 2);
      document.mark(PROLOGUE_BYTES);
      String beginning =
          new String(document.readNBytes(PROLOGUE_BYTES), StandardCharsets.ISO_8859_1);
      document.reset();
      Matcher root = ROOT.matcher(beginning);
      if (!root.find()) {
        throw refused("its body is " + kind(beginning), context, attributes);
      }
      if (!roots.contains(root.group(1))) {
        throw refused(
            "its body is <%s> instead of <%s>".formatted(root.group(1), String.join(">, <", roots)),
            context,
            attributes);
      }
      return Optional.of(
          abortable(
              new WholeDocument(
                  document, () -> refused("its body ends in the midst of it", context, attributes)),
              original));
    } catch (IOException e) {
      // Tried again as whatever else breaks a connection.
      throw SdkClientException.create("The answer broke off: " + e, e);
    }
  }

  @Override
  public void afterUnmarshalling(
      Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
    SdkResponse response = context.response();
    if (!context.httpResponse().isSuccessful()) {
      return;
    }
    if (response instanceof CompleteMultipartUploadResponse completed
        && (completed.eTag() == null || completed.eTag().isBlank())) {
      throw UnprovenAnswerException.of(message("it has no ETag", attributes));
    }
    if (!isForm(context)) {
      return;
    }
    if (!hasRequestId(response) && (isOfAws(context.httpRequest()) || !hasData(response))) {
      throw UnprovenAnswerException.of(message("it has no request id", attributes));
    }
    List<SdkField<?>> data = data(response);
    boolean alwaysSaysSomething =
        !data.isEmpty()
            && (STS.equals(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME))
                || data.stream().allMatch(f -> f.marshallingType() == MarshallingType.LIST));
    if (alwaysSaysSomething
        && data.stream().allMatch(field -> isAbsent(field.getValueOrDefault(response)))) {
      // A list without entries is there all the same.
      throw UnprovenAnswerException.of(
          message("it has none of " + names(data) + ", not even empty", attributes));
    }
  }

  private static String names(List<SdkField<?>> fields) {
    return fields.stream().map(SdkField::memberName).collect(Collectors.joining(", "));
  }

  private static boolean isOfAws(SdkHttpRequest request) {
    return Domains.ALL.stream().anyMatch(domain -> request.host().endsWith("." + domain));
  }

  /** Collected when first needed, which is seldom and takes its time. */
  private static final class Domains {
    // Of each partition the domains of its endpoints, such as amazonaws.com and api.aws.
    private static final Set<String> ALL =
        Region.regions().stream()
            .map(PartitionMetadata::of)
            .distinct()
            .flatMap(
                partition ->
                    Stream.of(
                        partition.dnsSuffix(),
                        partition.dnsSuffix(
                            PartitionEndpointKey.builder().tags(EndpointTag.DUALSTACK).build())))
            .filter(domain -> domain != null)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The SDK finds the id in the headers or in the document. */
  private static boolean hasRequestId(SdkResponse response) {
    if (response instanceof AwsResponse aws && aws.responseMetadata() != null) {
      @Nullable String id = aws.responseMetadata().requestId();
      return id != null && !id.isBlank() && !id.equals("UNKNOWN");
    }
    return false;
  }

  /** Emulators forget the id. Nobody else makes up an operation's own records. */
  private static boolean hasData(SdkResponse response) {
    return data(response).stream()
        .map(field -> field.getValueOrDefault(response))
        .anyMatch(
            value ->
                !isAbsent(value)
                    && !(value instanceof Collection<?> list && list.isEmpty())
                    && !(value instanceof Map<?, ?> map && map.isEmpty()));
  }

  private static List<SdkField<?>> data(SdkResponse response) {
    return response.sdkFields().stream()
        .filter(field -> !OF_PAGES.contains(field.memberName()))
        .toList();
  }

  /** The SDK puts lists of its own where the answer had none. */
  private static boolean isAbsent(@Nullable Object value) {
    return value == null || value instanceof SdkAutoConstructList<?>;
  }

  /** The root elements of the operation's answer; none where it is not XML. */
  private static Set<String> roots(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    if (isForm(context)) {
      return Set.of(operation(attributes) + "Response");
    }
    return isS3(attributes) ? S3_ROOTS.getOrDefault(operation(attributes), Set.of()) : Set.of();
  }

  /** Whether it is the protocol of EC2 or AWS's Query: a form goes, XML comes. */
  private static boolean isForm(Context.BeforeTransmission context) {
    return context
        .httpRequest()
        .firstMatchingHeader("Content-Type")
        .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
        .isPresent();
  }

  private static boolean isS3(ExecutionAttributes attributes) {
    return S3.equals(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME));
  }

  private static String operation(ExecutionAttributes attributes) {
    return String.valueOf(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
  }

  private static boolean hasHeader(SdkHttpResponse response, String name) {
    return response.firstMatchingHeader(name).filter(value -> !value.isBlank()).isPresent();
  }

  private static String kind(String beginning) {
    String text = beginning.strip();
    if (text.isEmpty()) {
      return "empty";
    }
    if (text.regionMatches(true, 0, "<!doctype html", 0, 14)) {
      return "an HTML page";
    }
    return text.startsWith("{") || text.startsWith("[") ? "JSON" : "no XML";
  }

  /** Gives up the connection, whose rest nobody wants, and says why. */
  private static UnprovenAnswerException refused(
      String why, Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    context
        .responseBody()
        .ifPresent(
            body -> {
              if (body instanceof Abortable abortable) {
                abortable.abort();
              }
            });
    return UnprovenAnswerException.of(message(why, attributes));
  }

  private static String message(String why, ExecutionAttributes attributes) {
    return "What answered %s %s is not AWS: %s. Check the endpoint and the proxies on the way."
        .formatted(
            attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME),
            operation(attributes),
            why);
  }

  private static InputStream abortable(InputStream wrapped, InputStream original) {
    return original instanceof Abortable abortable
        ? AbortableInputStream.create(wrapped, abortable)
        : wrapped;
  }
}
