/** The connection that the binlog comes over. */
@NullMarked
package dev.freshet.connector.binlog.client;

import org.jspecify.annotations.NullMarked;
