/** The table whose changes are carried, its rows, and the two ways in which they are written. */
@NullMarked
package dev.freshet.benchmarks.users;

import org.jspecify.annotations.NullMarked;
