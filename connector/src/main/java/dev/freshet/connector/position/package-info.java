/** Places in a binlog: GTID sets of MySQL, GTID positions of MariaDB, files and offsets. */
@NullMarked
package dev.freshet.connector.position;

import org.jspecify.annotations.NullMarked;
