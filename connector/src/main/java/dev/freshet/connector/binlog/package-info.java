/** The binlog as a source of changes. */
@NullMarked
package dev.freshet.connector.binlog;

import org.jspecify.annotations.NullMarked;
