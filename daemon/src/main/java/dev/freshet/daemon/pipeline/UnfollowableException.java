package dev.freshet.daemon.pipeline;

/**
 * A change leaves something stale of which it does not tell the key, so that the stream has to end
 * in front of it. The message says why and what to do about it, without row data.
 */
final class UnfollowableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnfollowableException(String message) {
    super(message);
  }
}
