/** Options as data, and the validated settings that a component is created from. */
@NullMarked
package dev.freshet.api.config;

import org.jspecify.annotations.NullMarked;
