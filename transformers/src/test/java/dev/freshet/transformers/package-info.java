/** Fakes that the tests of the transformers share. */
@NullMarked
package dev.freshet.transformers;

import org.jspecify.annotations.NullMarked;
