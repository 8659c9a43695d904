/** What a transformer makes and a pool takes: sets and deletes by key. */
@NullMarked
package dev.freshet.api.operation;

import org.jspecify.annotations.NullMarked;
