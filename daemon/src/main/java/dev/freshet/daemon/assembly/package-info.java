/**
 * The program put together from a configuration: wiring, pre-flight, and what it shows of itself.
 */
@NullMarked
package dev.freshet.daemon.assembly;

import org.jspecify.annotations.NullMarked;
