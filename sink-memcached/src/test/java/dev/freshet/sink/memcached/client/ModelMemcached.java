package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.freshet.sink.memcached.client.Reply.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out meta commands as memcached does, one at a time, on items kept in a map. */
final class ModelMemcached {

  /** A value that is refused. */
  static final String REFUSED = "!";

  /** An item, and whether it lasts, or is gone after some seconds. */
  record Item(String value, long cas, boolean lasts) {}

  private final Map<String, Item> items = new HashMap<>();
  private long counter;

  @Nullable Item item(String key) {
    return items.get(key);
  }

  /** What is in {@code bytes}: command lines, and with each set its value. */
  static Deque<String> commands(String bytes) {
    Deque<String> commands = new ArrayDeque<>();
    int at = 0;
    while (at < bytes.length()) {
      int end = bytes.indexOf("\r\n", at) + 2;
      if (bytes.startsWith("ms ", at)) {
        end += Integer.parseInt(bytes.substring(at, end).split(" ", -1)[2].trim()) + 2;
      }
      commands.add(bytes.substring(at, end));
      at = end;
    }
    return commands;
  }

  /** Carries out {@code command}; null where it is quiet and there is nothing to tell. */
  @Nullable Reply carryOut(String command) {
    String[] lines = new String(command.getBytes(ISO_8859_1), ISO_8859_1).split("\r\n", 2);
    List<String> words = new ArrayList<>(List.of(lines[0].split(" ")));
    return switch (words.get(0)) {
      case "mn" -> Reply.Barrier.INSTANCE;
      case "mg" -> get(words);
      case "ms" -> set(words, lines[1].substring(0, lines[1].length() - 2));
      case "md" -> delete(words);
      default -> throw new IllegalArgumentException(command);
    };
  }

  private @Nullable Reply get(List<String> words) {
    Item item = items.get(words.get(1));
    return item == null ? null : new Status(Status.Code.HD, opaque(words), item.cas());
  }

  private Reply set(List<String> words, String value) {
    String key = words.get(1);
    Item present = items.get(key);
    String compare = flag(words, 'C');
    Status.Code refusal = null;
    if (words.contains("ME")) {
      refusal = present == null ? null : Status.Code.NS;
    } else if (compare != null) {
      refusal = mismatch(present, compare);
    }
    if (value.startsWith(REFUSED)) {
      if (refusal != null) {
        return new Status(refusal, opaque(words));
      }
      return new Reply.Failure("SERVER_ERROR refused");
    }
    if (refusal != null) {
      return new Status(refusal, opaque(words));
    }
    String version = flag(words, 'E');
    long cas = version == null ? ++counter : Long.parseUnsignedLong(version);
    boolean lasts = "0".equals(flag(words, 'T')) || key.startsWith("freshet:t:");
    items.put(key, new Item(value, cas, lasts));
    return new Status(Status.Code.HD, opaque(words), words.contains("c") ? cas : 0);
  }

  private Reply delete(List<String> words) {
    String compare = flag(words, 'C');
    Status.Code refusal = mismatch(items.get(words.get(1)), compare == null ? "0" : compare);
    if (refusal == null) {
      items.remove(words.get(1));
    }
    return new Status(refusal == null ? Status.Code.HD : refusal, opaque(words));
  }

  private static Status.@Nullable Code mismatch(@Nullable Item present, String compare) {
    if (present == null) {
      return Status.Code.NF;
    }
    return present.cas() == Long.parseUnsignedLong(compare) ? null : Status.Code.EX;
  }

  private static int opaque(List<String> words) {
    String opaque = flag(words, 'O');
    return opaque == null ? Status.NO_OPAQUE : Integer.parseInt(opaque);
  }

  private static @Nullable String flag(List<String> words, char name) {
    for (String word : words.subList(2, words.size())) {
      if (word.charAt(0) == name) {
        return word.substring(1);
      }
    }
    return null;
  }

  /** The application stores a value by a plain set. */
  void applicationStores(String key, String value) {
    items.put(key, new Item(value, ++counter, true));
  }

  /** Time passes: what does not last is gone. */
  void expire() {
    items.values().removeIf(item -> !item.lasts());
  }
}
