/** Recognises the statements in a binlog that matter although rows come as rows. */
@NullMarked
package dev.freshet.connector.binlog.statement;

import org.jspecify.annotations.NullMarked;
