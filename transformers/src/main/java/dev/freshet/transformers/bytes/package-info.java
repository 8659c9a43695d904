/** Text as bytes: a growing buffer, and the number and string forms that keys and values share. */
@NullMarked
package dev.freshet.transformers.bytes;

import org.jspecify.annotations.NullMarked;
