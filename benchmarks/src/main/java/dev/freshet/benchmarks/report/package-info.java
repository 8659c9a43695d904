/** What is printed in the end. */
@NullMarked
package dev.freshet.benchmarks.report;

import org.jspecify.annotations.NullMarked;
