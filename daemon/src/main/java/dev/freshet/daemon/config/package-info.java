/**
 * Reads a configuration file: every key declared, every problem told at once, no secret shown.
 *
 * <p>{@link dev.freshet.daemon.config.ConfigurationLoader} is the way in, {@link
 * dev.freshet.daemon.config.Configuration} the way out.
 */
@NullMarked
package dev.freshet.daemon.config;

import org.jspecify.annotations.NullMarked;
