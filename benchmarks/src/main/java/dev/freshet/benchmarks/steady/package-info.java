/** How long changes take when there are few: from the commit until a pool shows them. */
@NullMarked
package dev.freshet.benchmarks.steady;

import org.jspecify.annotations.NullMarked;
