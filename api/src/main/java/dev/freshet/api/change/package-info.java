/** What a source delivers: row changes by transaction, and the positions between them. */
@NullMarked
package dev.freshet.api.change;

import org.jspecify.annotations.NullMarked;
