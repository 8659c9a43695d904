/** The formats of binlog events; no I/O. */
@NullMarked
package dev.freshet.connector.binlog.event;

import org.jspecify.annotations.NullMarked;
