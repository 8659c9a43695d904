/** From keys back to the rows that they are made of, and what is made of these now. */
@NullMarked
package dev.freshet.daemon.origin;

import org.jspecify.annotations.NullMarked;
