package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;

/** A place in a {@link ScriptedSource}: how many transactions lie before it. */
record NumberPosition(int value) implements SourcePosition {

  @Override
  public String text() {
    return Integer.toString(value);
  }

  @Override
  public boolean covers(SourcePosition other) {
    return value >= ((NumberPosition) other).value;
  }

  @Override
  public long order() {
    return value;
  }
}
