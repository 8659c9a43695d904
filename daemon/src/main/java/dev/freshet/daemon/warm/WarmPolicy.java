package dev.freshet.daemon.warm;

import dev.freshet.daemon.scan.LoadLimit;
import dev.freshet.daemon.scan.ReadOrder;

/**
 * What a warm-up heeds.
 *
 * @param load how busy the database may be
 * @param stopsOnEviction whether it ends when a server drops items to make room
 * @param order what is filled first
 */
public record WarmPolicy(LoadLimit load, boolean stopsOnEviction, ReadOrder order) {}
