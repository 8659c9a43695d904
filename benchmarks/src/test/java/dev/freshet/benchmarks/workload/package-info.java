@NullMarked
package dev.freshet.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
