package dev.freshet.sink.memcached;

import dev.freshet.testkit.MemcachedVersion;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract over the meta protocol. */
@ParameterizedClass
@EnumSource(MemcachedVersion.class)
class MetaProtocolIT extends ProtocolContract {

  MetaProtocolIT(MemcachedVersion version) {
    super("meta", version);
  }
}
