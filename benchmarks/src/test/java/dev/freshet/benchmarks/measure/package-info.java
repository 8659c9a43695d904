@NullMarked
package dev.freshet.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
