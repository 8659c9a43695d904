/** What the server says about tables, columns and character sets. */
@NullMarked
package dev.freshet.connector.schema;

import org.jspecify.annotations.NullMarked;
