package dev.freshet.api.operation;

/**
 * An operation that a pool will never take, however often it is tried. The pool has removed the key
 * instead, unless the key itself is what it cannot take.
 *
 * @param operation what was to be done
 * @param reason why it cannot be done, without row data
 */
public record Rejection(CacheOperation operation, String reason) {}
