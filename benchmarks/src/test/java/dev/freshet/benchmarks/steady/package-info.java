@NullMarked
package dev.freshet.benchmarks.steady;

import org.jspecify.annotations.NullMarked;
