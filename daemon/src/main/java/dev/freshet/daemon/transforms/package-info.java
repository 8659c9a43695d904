/**
 * Kafka Connect's single message transforms: a change becomes the record that Debezium's MySQL
 * connector would make of it, runs through the configured transforms, and what comes out becomes a
 * change again, of which the values that no transform has touched are the source's own bytes.
 *
 * <p>{@link dev.freshet.daemon.transforms.TransformsConfiguration} is what a configuration says of
 * them, {@link dev.freshet.daemon.transforms.Transforms} what runs.
 */
@NullMarked
package dev.freshet.daemon.transforms;

import org.jspecify.annotations.NullMarked;
