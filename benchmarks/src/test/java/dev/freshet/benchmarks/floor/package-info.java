@NullMarked
package dev.freshet.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
