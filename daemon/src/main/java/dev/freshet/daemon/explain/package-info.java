/** Tells where a key comes from and whether the pools hold what the database says. */
@NullMarked
package dev.freshet.daemon.explain;

import org.jspecify.annotations.NullMarked;
