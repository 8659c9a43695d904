/** Values made by a logic-less template. The template library appears here and nowhere else. */
@NullMarked
package dev.freshet.transformers.template;

import org.jspecify.annotations.NullMarked;
