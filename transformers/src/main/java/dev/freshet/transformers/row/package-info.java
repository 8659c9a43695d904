/** The transformer that stores one value per row. */
@NullMarked
package dev.freshet.transformers.row;

import org.jspecify.annotations.NullMarked;
