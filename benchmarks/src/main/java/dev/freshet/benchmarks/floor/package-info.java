/** What no program can be much faster than: the binlog library, JSON by hand, and quiet sets. */
@NullMarked
package dev.freshet.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
