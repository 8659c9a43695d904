package dev.freshet.connector.query;

/**
 * A date, or a date with a time, as the server prints it; see {@link PrintedTimeCodec}.
 *
 * @param text ASCII
 */
record PrintedTime(String text) {}
