/**
 * Real servers for tests: MySQL, MariaDB and memcached on free loopback ports, a proxy that breaks
 * connections on purpose, and a guard that fails a run in which a test was skipped.
 *
 * <p>Tests use the classes of this package only; where servers come from is behind {@code
 * dev.freshet.testkit.provision}.
 */
@NullMarked
package dev.freshet.testkit;

import org.jspecify.annotations.NullMarked;
