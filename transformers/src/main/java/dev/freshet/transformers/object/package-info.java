/** Column values as Java objects, for whatever has to compute with them. */
@NullMarked
package dev.freshet.transformers.object;

import org.jspecify.annotations.NullMarked;
