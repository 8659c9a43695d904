package dev.freshet.api.spi;

import java.util.OptionalLong;

/**
 * How busy the server is that questions are put to. Immutable and thread-safe.
 *
 * @param threadsRunning how many of its threads do something, as it counts them itself, without
 *     those that answer this {@link Database}; those that send the binlog to replicas are among
 *     them
 * @param replicaLagSeconds how far it is behind the server that it replicates, in seconds; empty if
 *     it replicates none, or does not tell this account
 */
public record DatabaseLoad(int threadsRunning, OptionalLong replicaLagSeconds) {}
