package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations that are written one behind the other and followed by one barrier. */
final class Segment {

  private final List<CacheOperation> operations;
  private final int completes;
  private int firstOpaque;
  private boolean abandoned;
  private int awaitedAnswers;
  private @Nullable String error;
  private List<Rejection> rejections = List.of();

  /**
   * @param operations not empty, one per key
   * @param completes how many deliveries are acknowledged once this segment, and all before it, are
   */
  Segment(List<CacheOperation> operations, int completes) {
    this.operations = operations;
    this.completes = completes;
  }

  List<CacheOperation> operations() {
    return operations;
  }

  int completes() {
    return completes;
  }

  /** The token of the first operation; the others follow it, one by one. */
  int firstOpaque() {
    return firstOpaque;
  }

  void number(int first) {
    firstOpaque = first;
  }

  /** The operation that carries {@code opaque}; null if it is not of this segment. */
  @Nullable CacheOperation operation(int opaque) {
    int index = opaque - firstOpaque;
    return index >= 0 && index < operations.size() ? operations.get(index) : null;
  }

  /** Whether what becomes of it no longer matters to anybody. */
  boolean isAbandoned() {
    return abandoned;
  }

  void abandon() {
    abandoned = true;
  }

  /** One operation was written as a command that the server answers even if it goes well. */
  void expectAnswer() {
    awaitedAnswers++;
  }

  /** The server has answered that an operation went well. */
  void answered() {
    awaitedAnswers--;
  }

  /** How many answers are missing. */
  int awaitedAnswers() {
    return awaitedAnswers;
  }

  /** What the server said about one of the operations, without saying which; null if nothing. */
  @Nullable String error() {
    return error;
  }

  void fail(String text) {
    if (error == null) {
      error = text;
    }
  }

  /** An operation was written as a delete, since the server would surely refuse it as it is. */
  void reject(Rejection rejection) {
    if (rejections.isEmpty()) {
      rejections = new ArrayList<>(1);
    }
    rejections.add(rejection);
  }

  List<Rejection> rejections() {
    return rejections;
  }
}
