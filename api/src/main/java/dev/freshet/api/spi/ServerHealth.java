package dev.freshet.api.spi;

import java.time.Instant;

/**
 * How one server of a pool is.
 *
 * @param server {@code host:port}
 * @param up whether it is connected and acknowledges what it is given
 * @param since since when it has been so
 * @param detail why it is down, or its version
 */
public record ServerHealth(String server, boolean up, Instant since, String detail) {}
