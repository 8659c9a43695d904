@NullMarked
package dev.freshet.daemon.pipeline;

import org.jspecify.annotations.NullMarked;
