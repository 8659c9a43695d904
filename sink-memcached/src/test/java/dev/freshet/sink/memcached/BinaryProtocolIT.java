package dev.freshet.sink.memcached;

import dev.freshet.testkit.MemcachedVersion;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract over the binary protocol. */
@ParameterizedClass
@EnumSource(MemcachedVersion.class)
class BinaryProtocolIT extends ProtocolContract {

  BinaryProtocolIT(MemcachedVersion version) {
    super("binary", version);
  }
}
