/** Tests of where servers come from. */
@NullMarked
package dev.freshet.testkit.provision;

import org.jspecify.annotations.NullMarked;
