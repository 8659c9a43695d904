@NullMarked
package dev.freshet.api.config;

import org.jspecify.annotations.NullMarked;
