package dev.freshet.daemon.transforms;

import java.time.ZoneId;
import java.util.List;

/**
 * The transforms that changes run through, in their order. Immutable and thread-safe.
 *
 * @param steps the transforms; empty for none
 */
public record TransformsConfiguration(List<ConfiguredTransform> steps) {

  /** No transforms. */
  public static final TransformsConfiguration NONE = new TransformsConfiguration(List.of());

  public TransformsConfiguration {
    steps = List.copyOf(steps);
  }

  /**
   * Transforms that can be run. Whoever asks for them closes them.
   *
   * @param server what the daemon is called: topics begin with it
   * @param zone the time zone that the source shows TIMESTAMP values in
   */
  public Transforms create(String server, ZoneId zone) {
    return new Transforms(steps, server, zone);
  }
}
