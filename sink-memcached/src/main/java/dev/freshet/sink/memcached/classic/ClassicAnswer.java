package dev.freshet.sink.memcached.classic;

import org.jspecify.annotations.Nullable;

/**
 * What a server has answered to a request.
 *
 * @param accepted whether it has done as asked; a key that was not there is as good as deleted
 * @param text the error, or what was asked for; lines of settings as {@code NAME VALUE}
 * @param item what was found by a get; null if nothing is held, and for all other requests
 */
public record ClassicAnswer(boolean accepted, String text, @Nullable ClassicItem item) {

  ClassicAnswer(boolean accepted, String text) {
    this(accepted, text, null);
  }
}
