package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class NoSkippedTestsTest {

  @Test
  void aDisabledTestFails() {
    EngineExecutionResults results = run(WithDisabledMethod.class);
    assertThat(results.testEvents().skipped().count()).isZero();
    results
        .testEvents()
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test("later"),
                finishedWithFailure(message(text -> text.contains("later() is disabled")))));
    assertThat(results.testEvents().succeeded().count()).isOne();
  }

  @Test
  void aDisabledClassFails() {
    EngineExecutionResults results = run(DisabledClass.class);
    assertThat(results.containerEvents().skipped().count()).isZero();
    assertThat(results.containerEvents().failed().count()).isOne();
  }

  @Test
  void aTestWhoseAssumptionDoesNotHoldFails() {
    EngineExecutionResults results = run(WithAssumption.class);
    assertThat(results.testEvents().aborted().count()).isZero();
    results
        .testEvents()
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test("onlyOnSundays"),
                finishedWithFailure(message(text -> text.contains("it is a weekday")))));
  }

  @Test
  void aClassWhoseAssumptionDoesNotHoldFails() {
    EngineExecutionResults results = run(WithAssumptionForAll.class);
    assertThat(results.containerEvents().aborted().count()).isZero();
    assertThat(results.containerEvents().failed().count()).isOne();
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .enableImplicitConfigurationParameters(true)
        .selectors(selectClass(tests))
        .execute();
  }

  static class WithDisabledMethod {
    @Test
    @Disabled("the subject of the test around it")
    void later() {}

    @Test
    void now() {}
  }

  @Disabled("the subject of the test around it")
  static class DisabledClass {
    @Test
    void later() {}
  }

  static class WithAssumption {
    @Test
    void onlyOnSundays() {
      assumeTrue(false, "it is a weekday");
    }
  }

  static class WithAssumptionForAll {
    @BeforeAll
    static void onlyOnSundays() {
      assumeTrue(false, "it is a weekday");
    }

    @Test
    void rests() {}
  }
}
