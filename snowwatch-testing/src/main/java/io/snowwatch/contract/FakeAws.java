package io.snowwatch.contract;

import io.snowwatch.aws.AwsClients;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;

/**
 * A fixture's clients in every Region, which note what they are asked; in some Regions every call
 * is denied.
 */
final class FakeAws implements AwsClients {

  static final String FIRST = "eu-west-1";
  static final String SECOND = "us-east-1";
  static final String NOT_OPTED_IN = "ap-east-1";

  private final SourceFixture fixture;
  private final java.util.Map<Class<?>, SdkClient> clients;
  private final Set<String> denied;
  private final List<SdkRequest> requests = new CopyOnWriteArrayList<>();
  private final Set<String> actions = new ConcurrentSkipListSet<>();

  FakeAws(SourceFixture fixture, int pages, Set<String> denied) {
    this.fixture = fixture;
    this.clients = fixture.clients(pages);
    this.denied = denied;
  }

  /** Every request but those for Regions. */
  List<SdkRequest> requests() {
    return List.copyOf(requests);
  }

  /** The IAM actions of every call but those for Regions. */
  Set<String> actions() {
    return new TreeSet<>(actions);
  }

  @Override
  public <C extends SdkClient> C client(
      Class<C> type, Supplier<? extends AwsClientBuilder<?, C>> builder, Region region) {
    SdkClient client = clients.get(type);
    if (client == null && type != Ec2Client.class) {
      throw new AssertionError(
          "The source asks for a client of %s, and its fixture has none: add one to clients()."
              .formatted(type.getName()));
    }
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                call(proxy, method, arguments, client, denied.contains(region.id()))));
  }

  private Object call(
      Object proxy,
      Method method,
      Object @Nullable [] arguments,
      @Nullable SdkClient client,
      boolean refuses)
      throws Throwable {
    if (SdkResponse.class.isAssignableFrom(method.getReturnType())
        && arguments != null
        && arguments[0] instanceof SdkRequest request) {
      if (refuses) {
        throw denied();
      }
      if (request instanceof DescribeRegionsRequest) {
        return regions();
      }
      requests.add(request);
      if (client != null) {
        String operation = method.getName();
        actions.add(
            fixture.actionPrefix(client.serviceName())
                + ":"
                + Character.toUpperCase(operation.charAt(0))
                + operation.substring(1));
      }
    } else if (method.isDefault()) {
      // Paginators call back, and so their calls are noted too.
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    if (client == null) {
      throw new AssertionError(
          "The source calls EC2 (%s), and its fixture has no Ec2Client: add one to clients()."
              .formatted(method.getName()));
    }
    try {
      return method.invoke(client, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static AwsServiceException denied() {
    return AwsServiceException.builder()
        .statusCode(403)
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .errorCode("UnauthorizedOperation")
                .errorMessage("You are not authorized to perform this operation.")
                .build())
        .build();
  }

  private static DescribeRegionsResponse regions() {
    return DescribeRegionsResponse.builder()
        .regions(
            Stream.of(FIRST, SECOND, NOT_OPTED_IN)
                .map(
                    name ->
                        software.amazon.awssdk.services.ec2.model.Region.builder()
                            .regionName(name)
                            .endpoint("ec2." + name + ".amazonaws.com")
                            .optInStatus(
                                name.equals(NOT_OPTED_IN) ? "not-opted-in" : "opt-in-not-required")
                            .build())
                .toList())
        .build();
  }

  @Override
  public void close() {}
}
