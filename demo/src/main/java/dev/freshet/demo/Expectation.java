package dev.freshet.demo;

import java.util.Optional;

/** What a pool is to hold for a key once a change has arrived. */
sealed interface Expectation {

  /** The key that is looked at. */
  String key();

  /** Whether a pool that holds {@code value} for the key is as it should be. */
  boolean isMetBy(Optional<String> value);

  /** The expected value as it is shown. */
  String shown();

  /**
   * The key is there.
   *
   * @param value exactly what it holds
   */
  record Holds(String key, String value) implements Expectation {

    @Override
    public boolean isMetBy(Optional<String> found) {
      return found.isPresent() && found.get().equals(value);
    }

    @Override
    public String shown() {
      return value;
    }
  }

  /** The key is not there. */
  record Gone(String key) implements Expectation {

    @Override
    public boolean isMetBy(Optional<String> found) {
      return found.isEmpty();
    }

    @Override
    public String shown() {
      return "(gone)";
    }
  }
}
