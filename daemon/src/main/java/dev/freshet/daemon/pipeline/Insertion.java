package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import java.util.Set;

/**
 * What has been read from the database beside a stream, to be handed to pools in order with it.
 *
 * @param window the window in which it was read
 * @param until a place behind everything that the database may have shown
 * @param read what was made of it
 * @param pools the names of the pools that get it
 */
record Insertion(ReadWindow window, SourcePosition until, HandOver read, Set<String> pools) {}
