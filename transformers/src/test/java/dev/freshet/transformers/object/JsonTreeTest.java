package dev.freshet.transformers.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.value.JsonWriter;
import dev.freshet.transformers.value.ObjectValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "\"a\\\"b\"",
        "{\"z\":1,\"a\":[1,-2,{\"b\":null}],\"\":\"ü😀\"}",
        "[1.50,0.0,-0.10,1e300,1.5e-300,18446744073709551616,-9223372036854775809]",
        "123456789012345678901234567890.123456789012345678901234567890",
      })
  void whatIsReadIsPrintedAgainAsItWas(String text) {
    ByteBuilder out = new ByteBuilder();
    ObjectValue.write(JsonTree.parse(text), new JsonWriter(out));
    assertThat(new String(out.toByteArray(), UTF_8)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1,]", "secret", "{\"a\":1}x", "01", "[1 2]"})
  void whatIsNotJsonIsSaidWithoutQuotingIt(String text) {
    assertThatThrownBy(() -> JsonTree.parse(text))
        .isInstanceOf(JsonTree.MalformedException.class)
        .hasMessageContaining("JSON")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }
}
