/** Objects that are read from the database again whenever a row that belongs to them changes. */
@NullMarked
package dev.freshet.transformers.query;

import org.jspecify.annotations.NullMarked;
