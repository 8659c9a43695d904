package dev.freshet.daemon.transforms;

import java.util.List;
import java.util.Optional;

/**
 * One of the transforms that changes run through.
 *
 * @param transform the transform itself
 * @param predicate which records it is to see; empty for all
 * @param negate whether it is to see the others instead
 * @param undeclared the options that it is given although its class does not declare them
 */
public record ConfiguredTransform(
    ConnectComponent transform,
    Optional<ConnectComponent> predicate,
    boolean negate,
    List<String> undeclared) {

  public ConfiguredTransform {
    undeclared = List.copyOf(undeclared);
  }
}
