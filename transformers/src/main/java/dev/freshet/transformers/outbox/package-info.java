/** The transformer of tables whose rows say themselves what is done to which key. */
@NullMarked
package dev.freshet.transformers.outbox;

import org.jspecify.annotations.NullMarked;
