/**
 * The work that candidates do: which tables there are, what is written, and what has to come of it.
 */
@NullMarked
package dev.freshet.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
