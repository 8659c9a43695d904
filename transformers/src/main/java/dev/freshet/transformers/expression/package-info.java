/**
 * Expressions over the columns of a row, as options hold them. The expression library appears here
 * and nowhere else.
 */
@NullMarked
package dev.freshet.transformers.expression;

import org.jspecify.annotations.NullMarked;
