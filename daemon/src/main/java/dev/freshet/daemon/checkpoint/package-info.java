/** How far each pool has come, kept in one small file that survives a crash at any moment. */
@NullMarked
package dev.freshet.daemon.checkpoint;

import org.jspecify.annotations.NullMarked;
