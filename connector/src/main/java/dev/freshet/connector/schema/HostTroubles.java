package dev.freshet.connector.schema;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is the matter with each of some servers, of which one would do. Not thread-safe. */
public final class HostTroubles {

  private final List<SourceException> troubles = new ArrayList<>();

  public void add(SourceException trouble) {
    troubles.add(trouble);
  }

  /**
   * All of it as one: unreachable for as long as one of them may come round, a lost position if it
   * is lost to each, and else what somebody has to mend.
   */
  public SourceException all() {
    List<Kind> kinds = troubles.stream().map(SourceException::kind).toList();
    Kind kind =
        kinds.contains(Kind.UNREACHABLE)
            ? Kind.UNREACHABLE
            : kinds.stream()
                .filter(each -> each != Kind.POSITION_LOST)
                .findFirst()
                .orElse(Kind.POSITION_LOST);
    return as(kind);
  }

  /** All of it as one of a kind. */
  public SourceException as(Kind kind) {
    SourceException first = troubles.get(0);
    return troubles.size() == 1 && kind == first.kind()
        ? first
        : new SourceException(
            kind,
            troubles.stream()
                .map(trouble -> String.valueOf(trouble.getMessage()))
                .collect(Collectors.joining(". Also: ")),
            first);
  }
}
