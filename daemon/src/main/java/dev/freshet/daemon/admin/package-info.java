/** What a running daemon tells over HTTP: health, status, metrics, and a page for people. */
@NullMarked
package dev.freshet.daemon.admin;

import org.jspecify.annotations.NullMarked;
