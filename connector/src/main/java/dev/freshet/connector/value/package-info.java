/** Row images of the binlog and the formats of the values in them. */
@NullMarked
package dev.freshet.connector.value;

import org.jspecify.annotations.NullMarked;
