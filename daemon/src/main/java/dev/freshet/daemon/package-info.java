/** The program itself. */
@NullMarked
package dev.freshet.daemon;

import org.jspecify.annotations.NullMarked;
