/** The transformer that removes keys whenever a row changes. */
@NullMarked
package dev.freshet.transformers.invalidate;

import org.jspecify.annotations.NullMarked;
