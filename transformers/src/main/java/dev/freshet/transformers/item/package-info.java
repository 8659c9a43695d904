/** What is stored with a value or done to it for the sake of the application's client. */
@NullMarked
package dev.freshet.transformers.item;

import org.jspecify.annotations.NullMarked;
