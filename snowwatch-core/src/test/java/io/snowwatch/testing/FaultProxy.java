package io.snowwatch.testing;

import io.snowwatch.testing.Fault.Reply;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server before an emulated AWS that passes calls on, misbehaves by rule, and remembers what it
 * saw.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.before(MotoServer.shared().endpoint())) {
 *   proxy.on("ec2", "DescribeInstances").inRegion("eu-west-1").first(2).does(Fault.throttle());
 *   … AwsSettings.builder().from(moto.settings(id)).endpointOverride(proxy.endpoint()) …
 *   assertThat(proxy.calls("DescribeInstances")).hasSize(3);
 * }
 * }</pre>
 *
 * <p>Rules act in the order in which they were made, each upon what the later ones and the server
 * behind answer. It can also be a client's HTTP proxy: it notes {@code CONNECT} and refuses it.
 *
 * <p>Safe for use by several threads.
 */
public final class FaultProxy implements AutoCloseable {

  private static final Pattern CREDENTIAL =
      Pattern.compile("Credential=[^/]+/\\d+/([^/]*)/([^/]+)/aws4_request");
  private static final Pattern REQUEST_LINE = Pattern.compile("(\\S+) (\\S+) HTTP/1\\.[01]");
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d+).*");
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "transfer-encoding", "content-length", "expect", "host", "keep-alive");
  private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

  private final URI upstream;
  private final ServerSocket server;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<ProxiedCall> calls = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  private FaultProxy(URI upstream) {
    this.upstream = upstream;
    try {
      this.server = new ServerSocket();
      // So that a client which is not read from cannot get rid of its whole body at once.
      server.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("fault-proxy", this::accept);
  }

  /** A proxy before a server; close it. */
  public static FaultProxy before(URI upstream) {
    return new FaultProxy(upstream);
  }

  /** What to call instead of the server behind. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /**
   * Begins a rule about an action.
   *
   * @param service as {@link ProxiedCall#service} has it
   * @param action as {@link ProxiedCall#action} has it
   */
  public Rule on(String service, String action) {
    return on(call -> call.service().equals(service) && call.action().equals(action));
  }

  /** Begins a rule about whatever calls. */
  public Rule on(Predicate<ProxiedCall> calls) {
    return new Rule(calls);
  }

  /** The calls so far, in the order in which they came. */
  public List<ProxiedCall> calls() {
    return List.copyOf(calls);
  }

  /** The calls of an action so far. */
  public List<ProxiedCall> calls(String action) {
    return calls.stream().filter(call -> call.action().equals(action)).toList();
  }

  /** Forgets rules and calls. */
  public void clear() {
    rules.clear();
    calls.clear();
  }

  /** Which calls misbehave, and how. It holds from {@link #does} or {@link #readsSlowly} on. */
  public final class Rule {

    private Predicate<ProxiedCall> matcher;
    private int from = 1;
    private int to = Integer.MAX_VALUE;
    private final AtomicInteger matched = new AtomicInteger();
    private @Nullable Fault fault;
    private boolean slow;

    private Rule(Predicate<ProxiedCall> matcher) {
      this.matcher = matcher;
    }

    /** Only in a Region. */
    public Rule inRegion(String region) {
      return and(call -> call.region().equals(region));
    }

    /** Only where the path matches a regular expression from its beginning to its end. */
    public Rule at(String path) {
      Pattern pattern = Pattern.compile(path);
      return and(call -> pattern.matcher(call.path()).matches());
    }

    /** Only with a method. */
    public Rule method(String method) {
      return and(call -> call.method().equals(method));
    }

    /** Only calls like these. */
    public Rule and(Predicate<ProxiedCall> more) {
      matcher = matcher.and(more);
      return this;
    }

    /** Only the n-th of these calls, from 1. */
    public Rule nth(int number) {
      from = number;
      to = number;
      return this;
    }

    /** Only the first of these calls. */
    public Rule first(int count) {
      to = count;
      return this;
    }

    /** All these calls but the first. */
    public Rule butTheFirst(int count) {
      from = count + 1;
      return this;
    }

    /** What such a call comes to. */
    public void does(Fault what) {
      fault = what;
      rules.add(this);
    }

    /**
     * The request's body is read one byte a second; only for services that have no form, such as
     * S3.
     */
    public void readsSlowly() {
      slow = true;
      rules.add(this);
    }

    private boolean applies(ProxiedCall call) {
      if (!matcher.test(call)) {
        return false;
      }
      int number = matched.incrementAndGet();
      return number >= from && number <= to;
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        int number = connections.incrementAndGet();
        open.add(socket);
        start("fault-proxy-" + number, () -> serve(socket, number));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket socket, int connection) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (serveCall(in, out, socket, connection)) {
        // The connection is used again.
      }
    } catch (IOException | UncheckedIOException clientIsGone) {
      // That is its right.
    } finally {
      open.remove(socket);
    }
  }

  /** Whether the connection can be used again. */
  private boolean serveCall(InputStream in, OutputStream out, Socket socket, int connection)
      throws IOException {
    Head head = Head.read(in);
    if (head == null) {
      return false;
    }
    Matcher line = REQUEST_LINE.matcher(head.line());
    if (!line.matches()) {
      throw new IOException("no request: " + head.line());
    }
    boolean form = head.header("content-type").contains("x-www-form-urlencoded");
    byte[] body = form ? head.body(in) : new byte[0];
    ProxiedCall call = call(line.group(1), line.group(2), head, body, connection);
    calls.add(call);
    List<Rule> applying = rules.stream().filter(rule -> rule.applies(call)).toList();
    if (!form) {
      if (head.header("expect").equalsIgnoreCase("100-continue")) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      }
      if (applying.stream().anyMatch(rule -> rule.slow)) {
        readSlowly(in);
        return false;
      }
      body = head.body(in);
    }
    if (call.method().equals("CONNECT")) {
      out.write(
          "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
              .getBytes(StandardCharsets.ISO_8859_1));
      return true;
    }
    byte[] whole = body;
    Supplier<Reply> answer = () -> forward(call, head, whole);
    for (int i = applying.size() - 1; i >= 0; i--) {
      Fault fault = applying.get(i).fault;
      Supplier<Reply> next = answer;
      if (fault != null) {
        answer = () -> fault.answer(call, next);
      }
    }
    return send(answer.get(), call, out, socket);
  }

  private void readSlowly(InputStream in) throws IOException {
    while (!sleep(1000)) {
      if (in.read() < 0) {
        return;
      }
    }
  }

  /** Whether the proxy was closed meanwhile. */
  private boolean sleep(long millis) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean send(Reply reply, ProxiedCall call, OutputStream out, Socket socket)
      throws IOException {
    byte[] half = Arrays.copyOf(reply.body(), reply.body().length / 2);
    switch (reply.delivery()) {
      case WHOLE -> {
        boolean hasNoBody = call.method().equals("HEAD");
        out.write(head(reply, hasNoBody ? "" : "Content-Length: " + reply.body().length));
        out.write(hasNoBody ? new byte[0] : reply.body());
        out.flush();
        return true;
      }
      case CUT_OFF, RESET, STALLED -> {
        out.write(head(reply, "Content-Length: " + reply.body().length));
        out.write(half);
        out.flush();
        if (reply.delivery() == Fault.Delivery.RESET) {
          sleep(50);
          socket.setSoLinger(true, 0);
        } else if (reply.delivery() == Fault.Delivery.STALLED) {
          sleep(Long.MAX_VALUE);
        }
      }
      case CUT_OFF_CHUNKED -> {
        out.write(head(reply, "Transfer-Encoding: chunked"));
        out.write("%x\r\n".formatted(half.length).getBytes(StandardCharsets.ISO_8859_1));
        out.write(half);
        out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
      case LOST -> socket.setSoLinger(true, 0);
      case DRIP -> {
        out.write(head(reply, "Content-Length: " + reply.body().length));
        for (byte b : reply.body()) {
          out.write(b);
          out.flush();
          if (sleep(1000)) {
            return false;
          }
        }
        return true;
      }
      case HANG -> sleep(Long.MAX_VALUE);
    }
    return false;
  }

  private static byte[] head(Reply reply, String framing) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " -\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append(framing.isEmpty() ? "\r\n" : framing + "\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private Reply forward(ProxiedCall call, Head head, byte[] body) {
    URI target = URI.create(call.target());
    String path =
        target.isAbsolute()
            ? call.path() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery())
            : call.target();
    try (Socket socket = new Socket(upstream.getHost(), upstream.getPort())) {
      StringBuilder request = new StringBuilder(call.method() + " " + path + " HTTP/1.1\r\n");
      head.headers()
          .forEach(
              (name, value) -> {
                if (!OF_THE_CONNECTION.contains(name)) {
                  request.append(name + ": " + value + "\r\n");
                }
              });
      request.append("host: " + upstream.getAuthority() + "\r\nconnection: close\r\n");
      request.append("content-length: " + body.length + "\r\n\r\n");
      OutputStream out = socket.getOutputStream();
      out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Head answer = Head.read(in);
      while (answer != null && answer.line().startsWith("HTTP/1.1 1")) {
        answer = Head.read(in);
      }
      Matcher status = STATUS_LINE.matcher(answer == null ? "" : answer.line());
      if (answer == null || !status.matches()) {
        throw new IOException("The server behind the proxy gave no answer to " + call);
      }
      Map<String, String> headers = new LinkedHashMap<>(answer.headers());
      byte[] answerBody = new byte[0];
      if (!call.method().equals("HEAD")) {
        answerBody = answer.isFramed() ? answer.body(in) : in.readAllBytes();
        headers.keySet().removeAll(OF_THE_CONNECTION);
      }
      return new Reply(
          Integer.parseInt(status.group(1)), headers, answerBody, Fault.Delivery.WHOLE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProxiedCall call(
      String method, String target, Head head, byte[] body, int connection) {
    Map<String, String> parameters = new LinkedHashMap<>();
    int query = target.indexOf('?');
    if (query >= 0) {
      addParameters(target.substring(query + 1), parameters);
    }
    addParameters(new String(body, StandardCharsets.UTF_8), parameters);
    Matcher credential = CREDENTIAL.matcher(head.header("authorization"));
    boolean signed = credential.find();
    String service = signed ? credential.group(2) : "";
    if (service.equals("elasticloadbalancing")) {
      service = parameters.getOrDefault("Version", "").startsWith("2015") ? "elbv2" : "elb";
    }
    String path = query < 0 ? target : target.substring(0, query);
    String amzTarget = head.header("x-amz-target");
    String action =
        parameters.containsKey("Action")
            ? parameters.getOrDefault("Action", "")
            : !amzTarget.isEmpty()
                ? amzTarget.substring(amzTarget.lastIndexOf('.') + 1)
                : service.equals("s3") ? s3Action(method, path, parameters.keySet()) : method;
    return new ProxiedCall(
        service,
        action,
        signed ? credential.group(1) : "",
        method,
        target,
        head.headers(),
        parameters,
        connection);
  }

  private static void addParameters(String form, Map<String, String> parameters) {
    for (String pair : form.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.put(
            URLDecoder.decode(name, StandardCharsets.UTF_8),
            URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
  }

  private static String s3Action(String method, String path, Set<String> query) {
    boolean object = path.replaceAll("^/+|/+$", "").contains("/");
    return switch (method) {
      case "POST" ->
          query.contains("uploads")
              ? "CreateMultipartUpload"
              : query.contains("uploadId") ? "CompleteMultipartUpload" : "DeleteObjects";
      case "PUT" ->
          query.contains("partNumber") ? "UploadPart" : object ? "PutObject" : "CreateBucket";
      case "DELETE" ->
          query.contains("uploadId")
              ? "AbortMultipartUpload"
              : object ? "DeleteObject" : "DeleteBucket";
      case "HEAD" -> object ? "HeadObject" : "HeadBucket";
      default ->
          object
              ? "GetObject"
              : query.contains("uploads")
                  ? "ListMultipartUploads"
                  : query.contains("list-type") ? "ListObjectsV2" : "ListObjects";
    };
  }

  /** Ends every connection. */
  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line and the headers, whose names are in lower case. */
  private record Head(String line, Map<String, String> headers) {

    static @Nullable Head read(InputStream in) throws IOException {
      String line = line(in);
      if (line == null || line.isEmpty()) {
        return null;
      }
      Map<String, String> headers = new LinkedHashMap<>();
      for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
        int colon = header.indexOf(':');
        headers.put(
            header.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            header.substring(colon + 1).strip());
      }
      return new Head(line, headers);
    }

    private static @Nullable String line(InputStream in) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          return null;
        }
        line.write(b);
      }
      return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    boolean isFramed() {
      return headers.containsKey("content-length") || isChunked();
    }

    private boolean isChunked() {
      return header("transfer-encoding").equalsIgnoreCase("chunked");
    }

    byte[] body(InputStream in) throws IOException {
      if (!isChunked()) {
        return exactly(in, headers.containsKey("content-length") ? length() : 0);
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        String size = line(in);
        int count = size == null ? 0 : Integer.parseInt(size.replaceAll(";.*", ""), 16);
        body.write(exactly(in, count));
        line(in);
        if (count == 0) {
          return body.toByteArray();
        }
      }
    }

    private int length() {
      return Integer.parseInt(header("content-length"));
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new EOFException("The body ended after " + bytes.length + " of " + count + " bytes.");
      }
      return bytes;
    }
  }
}
