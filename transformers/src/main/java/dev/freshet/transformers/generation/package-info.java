/** The transformer that keeps a number under a key, which grows whenever a row changes. */
@NullMarked
package dev.freshet.transformers.generation;

import org.jspecify.annotations.NullMarked;
