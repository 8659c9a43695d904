/** The way of a change from the source to the pools. */
@NullMarked
package dev.freshet.daemon.pipeline;

import org.jspecify.annotations.NullMarked;
