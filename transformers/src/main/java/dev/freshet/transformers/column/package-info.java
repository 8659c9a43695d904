/** Columns of a bound table: looking them up, completing images, telling whether they changed. */
@NullMarked
package dev.freshet.transformers.column;

import org.jspecify.annotations.NullMarked;
