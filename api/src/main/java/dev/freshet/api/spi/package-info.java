/**
 * The interfaces that sources, transformers and pools implement; found by {@link
 * java.util.ServiceLoader}.
 */
@NullMarked
package dev.freshet.api.spi;

import org.jspecify.annotations.NullMarked;
