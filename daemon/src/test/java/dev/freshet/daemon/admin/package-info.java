@NullMarked
package dev.freshet.daemon.admin;

import org.jspecify.annotations.NullMarked;
