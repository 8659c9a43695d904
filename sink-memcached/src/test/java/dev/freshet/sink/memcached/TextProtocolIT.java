package dev.freshet.sink.memcached;

import dev.freshet.testkit.MemcachedVersion;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract over the text protocol. */
@ParameterizedClass
@EnumSource(MemcachedVersion.class)
class TextProtocolIT extends ProtocolContract {

  TextProtocolIT(MemcachedVersion version) {
    super("text", version);
  }
}
