/** Pieces of pages, of rows or of what queries return. */
@NullMarked
package dev.freshet.transformers.page;

import org.jspecify.annotations.NullMarked;
