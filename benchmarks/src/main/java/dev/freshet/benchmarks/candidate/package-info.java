/** The programs that are compared, each as a process of its own. */
@NullMarked
package dev.freshet.benchmarks.candidate;

import org.jspecify.annotations.NullMarked;
