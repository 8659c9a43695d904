/** What a user would write instead: Debezium Embedded feeding Xmemcached. */
@NullMarked
package dev.freshet.benchmarks.rival;

import org.jspecify.annotations.NullMarked;
