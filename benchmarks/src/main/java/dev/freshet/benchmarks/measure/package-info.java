/** One run of one candidate, from its start to its last key. */
@NullMarked
package dev.freshet.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
