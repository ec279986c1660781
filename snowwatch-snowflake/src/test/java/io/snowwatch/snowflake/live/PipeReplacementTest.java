package io.snowwatch.snowflake.live;

import static io.snowwatch.snowflake.live.Installations.SMALL;
import static io.snowwatch.snowflake.live.Installations.apply;
import static io.snowwatch.snowflake.live.Installations.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.snowflake.Mark;
import io.snowwatch.snowflake.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files arrive at every step, notifications in any order, and the connection is lost anywhere. */
class PipeReplacementTest {

  private static final List<String> PIPE =
      List.of("SNOWWATCH", "AWS", "SECURITY_GROUP_MONITORING_PIPE");
  private static final List<String> TABLE =
      List.of("SNOWWATCH", "AWS", "SECURITY_GROUP_MONITORING_LANDING_ZONE");

  /** What happens around the statements. */
  private static final class World {

    final InMemorySnowflake account;
    final Random random;
    int files;

    World(InMemorySnowflake account, long seed) {
      this.account = account;
      this.random = new Random(seed);
    }

    /** Time passes, files arrive, some notifications too, and pipes work. */
    void turn() {
      account.now = account.now.plusSeconds(random.nextInt(3));
      if (random.nextBoolean()) {
        account.arrive("security_group_monitoring/account=1/f%04d.json.gz".formatted(files++));
      }
      for (String key : List.copyOf(account.notifications)) {
        if (random.nextInt(12) == 0) {
          account.deliver(key);
        }
      }
      if (random.nextBoolean()) {
        account.work();
      }
    }

    /** As S3 promises: what is on its way has arrived by then. */
    void settle(java.time.Duration duration) {
      List<String> before = List.copyOf(account.notifications);
      for (int i = 0; i < 3; i++) {
        turn();
      }
      account.now = account.now.plus(duration);
      before.forEach(account::deliver);
      account.work();
    }

    void quiet() {
      List.copyOf(account.notifications).forEach(account::deliver);
      account.work();
    }
  }

  static Stream<Long> seeds() {
    return IntStream.range(0, 40).mapToObj(Long::valueOf);
  }

  private static World worldOf10(long seed) {
    InMemorySnowflake account = Installations.of10(SMALL);
    World world = new World(account, seed);
    apply(SMALL, account);
    account.after = sql -> world.turn();
    for (int i = 0; i < 20; i++) {
      world.turn();
    }
    return world;
  }

  private static ApplyReport replace(World world) {
    return Apply.of(SMALL, world.account)
        .replacingPipes()
        .with(world::settle)
        .run(difference(SMALL, world.account), Set.of());
  }

  private static void assertEachFileOnce(World world) {
    world.account.after = sql -> {};
    world.quiet();
    world.quiet();
    List<String> loaded =
        world.account.loads.getOrDefault(TABLE, List.of()).stream()
            .map(InMemorySnowflake.LoadedFile::file)
            .sorted()
            .toList();
    assertThat(loaded).isEqualTo(new ArrayList<>(world.account.bucket.keySet()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyFileIsLoadedExactlyOnce(long seed) {
    World world = worldOf10(seed);

    replace(world);

    assertEachFileOnce(world);
    assertThat(world.files).isGreaterThan(10);
    assertThat(world.account.pipes.get(PIPE).definition).contains("METADATA$FILENAME");
    assertThat(world.account.pipes.get(PIPE).paused).isFalse();
    assertThat(difference(SMALL, world.account).changes()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyFileIsLoadedExactlyOnceWhereverTheConnectionIsLost(long seed) {
    for (int lostAfter = 1; lostAfter < 14; lostAfter++) {
      World world = worldOf10(seed);
      int limit = world.account.statements.size() + lostAfter;
      world.account.after =
          sql -> {
            world.turn();
            if (world.account.statements.size() == limit) {
              throw new SnowflakeUnreachableException("Lost.", Optional.empty());
            }
          };
      try {
        replace(world);
      } catch (ApplyException expected) {
        world.account.after = sql -> world.turn();
        for (int i = 0; i < 10; i++) {
          world.turn();
        }
        replace(world);
      }

      assertEachFileOnce(world);
      assertThat(difference(SMALL, world.account).changes()).isEmpty();
    }
  }

  @Test
  void nothingIsReplacedUnlessAskedFor() {
    World world = worldOf10(1);
    world.account.statements.clear();

    ApplyReport report = apply(SMALL, world.account);

    assertThat(report.left()).extracting(Change::action).containsExactly(Action.REPLACE_PIPE);
    assertThat(world.account.statements).isEmpty();
  }

  @Test
  void theStepsAreInTheirOrder() {
    World world = worldOf10(1);
    world.account.statements.clear();
    world.account.after = sql -> {};

    replace(world);

    assertThat(world.account.statements)
        .extracting(sql -> sql.lines().findFirst().orElse("").replaceAll("2026\\S+Z", "T"))
        .filteredOn(sql -> !sql.startsWith("COPY INTO"))
        .containsExactly(
            "ALTER PIPE SNOWWATCH.AWS.SECURITY_GROUP_MONITORING_PIPE SET COMMENT = 'Security groups,"
                + " loaded from security_group_monitoring/ by SnowWatch. [snowwatch 00000000; replacing"
                + " since T]'",
            "ALTER PIPE SNOWWATCH.AWS.SECURITY_GROUP_MONITORING_PIPE SET PIPE_EXECUTION_PAUSED = TRUE",
            "CREATE OR REPLACE PIPE SNOWWATCH.AWS.SECURITY_GROUP_MONITORING_PIPE",
            "ALTER PIPE SNOWWATCH.AWS.SECURITY_GROUP_MONITORING_PIPE SET PIPE_EXECUTION_PAUSED = TRUE",
            "ALTER PIPE SNOWWATCH.AWS.SECURITY_GROUP_MONITORING_PIPE REFRESH MODIFIED_AFTER = 'T'",
            "ALTER PIPE SNOWWATCH.AWS.SECURITY_GROUP_MONITORING_PIPE SET PIPE_EXECUTION_PAUSED = FALSE",
            "ALTER PIPE SNOWWATCH.AWS.SECURITY_GROUP_MONITORING_PIPE SET COMMENT = 'Security groups,"
                + " loaded from security_group_monitoring/ by SnowWatch. "
                + SMALL.dataset("security_groups").wantedPipes().get(0).mark()
                + "'");
  }

  @Test
  void aPipeThatDoesNotComeToRestIsLeftPausedAndSaysSo() {
    World world = worldOf10(1);
    world.account.after =
        sql -> {
          if (sql.contains("PAUSED = TRUE")) {
            world.account.pipes.get(PIPE).paused = false;
            world.account.pipes.get(PIPE).pending.add("security_group_monitoring/x");
          }
        };

    assertThatThrownBy(
            () ->
                Apply.of(SMALL, world.account)
                    .replacingPipes()
                    .with((Pace) duration -> {})
                    .run(difference(SMALL, world.account), Set.of()))
        .isExactlyInstanceOf(ApplyException.class)
        .hasMessageContaining("after half an hour the pipe still has files pending");
    assertThat(
            Mark.in(world.account.get(ObjectKind.PIPE, PIPE.toArray(String[]::new)).comment)
                .flatMap(Mark::state))
        .hasValueSatisfying(state -> assertThat(state).startsWith("replacing since "));
  }
}
