/**
 * Where test servers come from: a Docker engine, programs of this machine, or Debian packages that
 * are installed on the way. Not for tests: they use {@code dev.freshet.testkit}.
 */
@NullMarked
package dev.freshet.testkit.provision;

import org.jspecify.annotations.NullMarked;
