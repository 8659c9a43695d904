package dev.freshet.sink.memcached.classic;

/**
 * What is held under a key.
 *
 * @param value its bytes, not a copy: nobody may change them
 * @param flags the 32 bits that clients store beside it
 * @param version the CAS value, unsigned; 0 if the server tells none
 */
@SuppressWarnings("ArrayRecordComponent") // carried from here to there, never compared
public record ClassicItem(byte[] value, int flags, long version) {}
