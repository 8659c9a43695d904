package dev.freshet.daemon.pipeline;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.ChangeOrigin;
import dev.freshet.api.spi.Lookup;
import org.jspecify.annotations.Nullable;

/**
 * A lookup that waits to be made.
 *
 * @param key the key that it is for; null if it tells which keys there are
 * @param origin the change that it is about
 */
record Question(@Nullable CacheKey key, Lookup lookup, ChangeOrigin origin) {}
