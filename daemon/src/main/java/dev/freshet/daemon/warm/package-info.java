/** Fills pools from the database, beside the changes that go on meanwhile. */
@NullMarked
package dev.freshet.daemon.warm;

import org.jspecify.annotations.NullMarked;
