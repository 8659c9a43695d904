/** Cache keys: templates, and the keys that a change touches. */
@NullMarked
package dev.freshet.transformers.key;

import org.jspecify.annotations.NullMarked;
