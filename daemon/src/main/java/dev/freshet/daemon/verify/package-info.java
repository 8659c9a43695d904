/** Compares pools with the database, and mends what differs. */
@NullMarked
package dev.freshet.daemon.verify;

import org.jspecify.annotations.NullMarked;
