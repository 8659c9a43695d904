/** Cache values: encodings of a row, and how long they live. */
@NullMarked
package dev.freshet.transformers.value;

import org.jspecify.annotations.NullMarked;
