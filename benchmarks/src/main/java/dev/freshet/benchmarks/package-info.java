/** Freshet beside what a user would pick instead, end to end on real servers. */
@NullMarked
package dev.freshet.benchmarks;

import org.jspecify.annotations.NullMarked;
