/** Fields of values: columns under other names, computed values, and what is encoded of them. */
@NullMarked
package dev.freshet.transformers.field;

import org.jspecify.annotations.NullMarked;
