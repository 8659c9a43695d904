@NullMarked
package dev.freshet.daemon.config;

import org.jspecify.annotations.NullMarked;
