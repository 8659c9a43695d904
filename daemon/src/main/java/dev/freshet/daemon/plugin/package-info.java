/**
 * Transformers that others have written: found in the folders of {@code plugin.path}, loaded by
 * class loaders of their own, and run so that one that throws, hangs or does what it must not harms
 * nothing but itself.
 *
 * <p>{@link dev.freshet.daemon.plugin.Plugins} is the way in.
 */
@NullMarked
package dev.freshet.daemon.plugin;

import org.jspecify.annotations.NullMarked;
