package dev.freshet.daemon.warm;

import dev.freshet.daemon.scan.LoadLimit;

/**
 * What a warm-up heeds.
 *
 * @param load how busy the database may be
 * @param stopsOnEviction whether it ends when a server drops items to make room
 */
public record WarmPolicy(LoadLimit load, boolean stopsOnEviction) {}
