/** A row that is changed now and then, and how long it takes to be seen in each pool. */
@NullMarked
package dev.freshet.daemon.canary;

import org.jspecify.annotations.NullMarked;
