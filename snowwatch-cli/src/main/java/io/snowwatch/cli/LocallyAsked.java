package io.snowwatch.cli;

import io.snowwatch.answers.Check;
import io.snowwatch.local.LocalEstate;
import io.snowwatch.local.Rows;
import java.util.List;

/** What landed in a folder or a bucket. */
record LocallyAsked(LocalEstate estate) implements AskedEstate {

  @Override
  public Rows query(String sql) {
    return estate.query(sql);
  }

  @Override
  public Rows check(Check check) {
    return estate.check(check);
  }

  @Override
  public Rows summary(Check check) {
    return estate.summary(check);
  }

  @Override
  public List<String> problems() {
    return estate.problems();
  }

  @Override
  public void close() {
    estate.close();
  }
}
