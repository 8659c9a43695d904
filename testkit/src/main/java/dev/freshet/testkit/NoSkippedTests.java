package dev.freshet.testkit;

import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Fails every test that would be skipped: those that are {@link Disabled}, and those whose
 * assumptions do not hold, in the test or in a method around it. It is registered for all tests of
 * a module that has the test kit on its class path, by {@code META-INF/services} and {@code
 * junit-platform.properties}.
 *
 * <p>Thread-safe.
 */
public final class NoSkippedTests
    implements ExecutionCondition,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  /** Called by JUnit's ServiceLoader. */
  public NoSkippedTests() {}

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (isAnnotated(context.getElement(), Disabled.class)) {
      throw new IllegalStateException(
          context.getDisplayName() + " is disabled: make it work or delete it");
    }
    return ConditionEvaluationResult.enabled("not disabled");
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    failIfAborted(context, thrown);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    failIfAborted(context, thrown);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    failIfAborted(context, thrown);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    failIfAborted(context, thrown);
  }

  @Override
  public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    failIfAborted(context, thrown);
  }

  private static void failIfAborted(ExtensionContext context, Throwable thrown) throws Throwable {
    if (thrown instanceof TestAbortedException) {
      throw new AssertionError(
          context.getDisplayName()
              + " was given up ("
              + thrown.getMessage()
              + "): provide what it needs",
          thrown);
    }
    throw thrown;
  }
}
