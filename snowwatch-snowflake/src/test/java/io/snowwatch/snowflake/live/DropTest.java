package io.snowwatch.snowflake.live;

import static io.snowwatch.snowflake.live.Installations.PLAN;
import static io.snowwatch.snowflake.live.Installations.apply;
import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.Statement;
import org.junit.jupiter.api.Test;

class DropTest {

  private final InMemorySnowflake account = new InMemorySnowflake();
  private final Listener nobody = new Listener() {};

  @Test
  void tablesStayWithWhatTheyNeed() {
    apply(PLAN, account);

    Drop drop = Drop.keepingData(PLAN, account);
    drop.run(account, nobody);

    assertThat(account.objects.keySet())
        .extracting(InMemorySnowflake.Key::kind)
        .containsOnly(ObjectKind.ROLE, ObjectKind.DATABASE, ObjectKind.SCHEMA, ObjectKind.TABLE);
    assertThat(account.has(ObjectKind.ROLE, "SNOWWATCH_ROLE")).isTrue();
    assertThat(account.has(ObjectKind.SCHEMA, "SNOWWATCH", "BI")).isFalse();
    assertThat(drop.notes())
        .contains(
            "table SNOWWATCH.AWS.ELB_MONITORING_LANDING_ZONE stays: it has rows; --with-data removes it.");
    // What is there again can be completed again.
    apply(PLAN, account);
    assertThat(Installations.difference(PLAN, account).changes()).isEmpty();
  }

  @Test
  void withDataNothingOfSnowWatchsStays() {
    apply(PLAN, account);

    Drop.withData(PLAN, account).run(account, nobody);

    assertThat(account.objects).isEmpty();
  }

  @Test
  void nothingRunsByItself() {
    apply(PLAN, account);
    account.statements.clear();

    Drop drop = Drop.withData(PLAN, account);

    assertThat(account.statements).isEmpty();
    assertThat(drop.statements())
        .extracting(Statement::sql)
        .allMatch(sql -> sql.startsWith("DROP "))
        .last()
        .asString()
        .startsWith("DROP ROLE ");
  }

  @Test
  void whatIsAnothersStays() {
    account.put(ObjectKind.DATABASE, "SYSADMIN", "Ours", "SNOWWATCH");
    apply(PLAN, account);
    account.put(ObjectKind.TABLE, "X", "", "SNOWWATCH", "AWS", "MINE").columns.put("A", "{}");

    Drop drop = Drop.withData(PLAN, account);
    drop.run(account, nobody);

    assertThat(account.has(ObjectKind.DATABASE, "SNOWWATCH")).isTrue();
    assertThat(account.has(ObjectKind.TABLE, "SNOWWATCH", "AWS", "MINE")).isTrue();
    assertThat(account.has(ObjectKind.SCHEMA, "SNOWWATCH", "AWS")).isTrue();
    assertThat(drop.notes())
        .contains(
            "database SNOWWATCH stays: it belongs to SYSADMIN.",
            "schema SNOWWATCH.AWS stays: it still has MINE.");
  }

  @Test
  void anInstallationOf10GoesByItsNamesAndThatIsSaid() {
    InMemorySnowflake of10 = Installations.of10(PLAN);

    Drop drop = Drop.withData(PLAN, of10);
    drop.run(of10, nobody);

    assertThat(drop.notes())
        .contains(
            "pipe SNOWWATCH.AWS.EC2_MONITORING_PIPE has no mark; it goes for its name and its owner, as"
                + " 1.0 made it.");
    assertThat(of10.objects.keySet())
        .extracting(InMemorySnowflake.Key::kind)
        .containsOnly(ObjectKind.ROLE);
  }
}
