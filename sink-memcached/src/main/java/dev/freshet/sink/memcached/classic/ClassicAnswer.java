package dev.freshet.sink.memcached.classic;

/**
 * What a server has answered to a request.
 *
 * @param accepted whether it has done as asked; a key that was not there is as good as deleted
 * @param text the error, or what was asked for; lines of settings as {@code NAME VALUE}
 */
public record ClassicAnswer(boolean accepted, String text) {}
