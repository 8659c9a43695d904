/**
 * Questions to the database itself: on connections of its own, answered only by a server that
 * surely holds what the asker knows of.
 */
@NullMarked
package dev.freshet.connector.query;

import org.jspecify.annotations.NullMarked;
