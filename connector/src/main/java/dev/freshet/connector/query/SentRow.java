package dev.freshet.connector.query;

/**
 * A row of a result as the server has sent it; see {@link SentRowCodec}.
 *
 * @param bytes of which no other row has any
 */
// a carrier from the driver to a row, which is never compared
@SuppressWarnings("ArrayRecordComponent")
record SentRow(byte[] bytes) {}
