package io.snowwatch.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@link FaultProxy} does with a call: an answer of its own, or the next one's, changed. */
@FunctionalInterface
public interface Fault {

  /** How an answer travels. */
  enum Delivery {
    /** As it is. */
    WHOLE,
    /** Half of the body with the length of the whole, then the end of the connection. */
    CUT_OFF,
    /** Half of the body with the length of the whole, then a reset. */
    RESET,
    /** Half of the body in chunks without the last one, then the end of the connection. */
    CUT_OFF_CHUNKED,
    /** Half of the body with the length of the whole, then nothing. */
    STALLED,
    /** Nothing but a reset. */
    LOST,
    /** The body byte by byte, one a second. */
    DRIP,
    /** Nothing, until the client or the proxy goes. */
    HANG
  }

  /** An answer. Immutable. */
  final class Reply {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Delivery delivery;

    /** An answer that owns its body. */
    public Reply(int status, Map<String, String> headers, byte[] body, Delivery delivery) {
      this.status = status;
      this.headers = headers;
      this.body = body;
      this.delivery = delivery;
    }

    /** HTTP's status. */
    public int status() {
      return status;
    }

    /** But for those of the connection. */
    public Map<String, String> headers() {
      return headers;
    }

    /** Not to be changed. */
    public byte[] body() {
      return body;
    }

    /** How it travels. */
    public Delivery delivery() {
      return delivery;
    }

    /** Another body under the same headers. */
    public Reply withBody(byte[] other) {
      return new Reply(status, headers, other, delivery);
    }

    /** The same answer in another way. */
    public Reply deliveredBy(Delivery other) {
      return new Reply(status, headers, body, other);
    }

    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /**
   * Answers a call.
   *
   * @param call the call
   * @param next what the later rules and the server behind the proxy answer; need not be asked
   */
  Reply answer(ProxiedCall call, Supplier<Reply> next);

  /** A body of the caller's own; the server behind the proxy sees nothing of the call. */
  static Fault body(int status, String contentType, String body) {
    return (call, next) ->
        new Reply(
            status,
            Map.of("Content-Type", contentType),
            body.getBytes(StandardCharsets.UTF_8),
            Delivery.WHOLE);
  }

  /** 200 without a body. */
  static Fault empty() {
    return body(200, "text/xml", "");
  }

  /** 200 with the page of a hotel's network. */
  static Fault html() {
    return body(
        200,
        "text/html",
        "<html><head><title>Sign in</title></head><body><p>Accept the terms.</p></body></html>");
  }

  /** An error in the service's own form. */
  static Fault error(int status, String code) {
    return (call, next) -> {
      String error =
          switch (call.service()) {
            case "ec2" ->
                "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors>"
                    + "<RequestID>proxy</RequestID></Response>";
            case "s3" ->
                "<Error><Code>%s</Code><Message>%s</Message><RequestId>proxy</RequestId></Error>";
            default ->
                "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message>"
                    + "</Error><RequestId>proxy</RequestId></ErrorResponse>";
          };
      return body(status, "text/xml", error.formatted(code, code + " by the proxy"))
          .answer(call, next);
    };
  }

  /** The service's own way to ask for fewer calls. */
  static Fault throttle() {
    return (call, next) ->
        (switch (call.service()) {
              case "ec2" -> error(503, "RequestLimitExceeded");
              case "s3" -> error(503, "SlowDown");
              default -> error(400, "Throttling");
            })
            .answer(call, next);
  }

  /** The answer without some headers, whatever their case. */
  static Fault withoutHeaders(String... names) {
    List<String> dropped = Arrays.stream(names).map(n -> n.toLowerCase(Locale.ROOT)).toList();
    return (call, next) -> {
      Reply reply = next.get();
      Map<String, String> headers = new LinkedHashMap<>(reply.headers());
      headers.keySet().removeIf(name -> dropped.contains(name.toLowerCase(Locale.ROOT)));
      return new Reply(reply.status(), headers, reply.body(), reply.delivery());
    };
  }

  /** The answer with another text. */
  static Fault edited(UnaryOperator<String> edit) {
    return (call, next) -> {
      Reply reply = next.get();
      return reply.withBody(edit.apply(reply.text()).getBytes(StandardCharsets.UTF_8));
    };
  }

  /** Half of the answer, as if it were the whole. */
  static Fault halved() {
    return (call, next) -> {
      Reply reply = next.get();
      return reply.withBody(Arrays.copyOf(reply.body(), reply.body().length / 2));
    };
  }

  /** The answer, on another way; the call takes effect. */
  static Fault delivered(Delivery delivery) {
    return (call, next) -> next.get().deliveredBy(delivery);
  }

  /** No answer but a reset; the call takes effect behind the proxy. */
  static Fault answerLost() {
    return delivered(Delivery.LOST);
  }

  /** No answer but a reset; the call takes no effect. */
  static Fault reset() {
    return body(200, "text/xml", "").then(Delivery.LOST);
  }

  /** No answer, and no end either. */
  static Fault hang() {
    return body(200, "text/xml", "").then(Delivery.HANG);
  }

  /** One byte of the answer a second. */
  static Fault drip() {
    return delivered(Delivery.DRIP);
  }

  /** The answer after a while. */
  static Fault delay(Duration delay) {
    return (call, next) -> {
      try {
        TimeUnit.NANOSECONDS.sleep(delay.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return next.get();
    };
  }

  /**
   * Every page leads to a next one: the first page again and again, under the given tokens in turn.
   */
  static Fault pageTokens(String... tokens) {
    AtomicInteger pages = new AtomicInteger();
    // The server behind does not know the tokens.
    Map<Object, Reply> firstPages = new ConcurrentHashMap<>();
    return (call, next) -> {
      String token = tokens[pages.getAndIncrement() % tokens.length];
      Map<String, String> list = new HashMap<>(call.parameters());
      list.keySet().removeAll(List.of("NextToken", "Marker", "continuation-token"));
      Reply page =
          firstPages.computeIfAbsent(
              List.of(call.service(), call.region(), call.path(), list), key -> next.get());
      return page.withBody(withToken(call, page.text(), token).getBytes(StandardCharsets.UTF_8));
    };
  }

  private static String withToken(ProxiedCall call, String xml, String token) {
    String plain =
        Pattern.compile(
                "<(nextToken|NextMarker|Marker|IsTruncated|NextContinuationToken)>[^<]*</\\1>"
                    + "|<(nextToken|NextMarker|Marker|NextContinuationToken) ?/>")
            .matcher(xml)
            .replaceAll("");
    List<String> members = new ArrayList<>();
    switch (call.service()) {
      case "ec2" -> members.add("<nextToken>%s</nextToken>");
      case "iam" -> {
        members.add("<IsTruncated>true</IsTruncated>");
        members.add("<Marker>%s</Marker>");
      }
      case "s3" -> {
        members.add("<IsTruncated>true</IsTruncated>");
        members.add("<NextContinuationToken>%s</NextContinuationToken>");
      }
      default -> members.add("<NextMarker>%s</NextMarker>");
    }
    String end =
        switch (call.service()) {
          case "ec2" -> "</" + call.action() + "Response>";
          case "s3" -> "</ListBucketResult>";
          default -> "</" + call.action() + "Result>";
        };
    return plain.replaceFirst(
        end, Matcher.quoteReplacement(String.join("", members).formatted(token) + end));
  }

  /** The same answer in another way. */
  default Fault then(Delivery delivery) {
    return (call, next) -> answer(call, next).deliveredBy(delivery);
  }
}
