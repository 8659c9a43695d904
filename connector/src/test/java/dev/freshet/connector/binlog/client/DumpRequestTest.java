package dev.freshet.connector.binlog.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.connector.position.FilePosition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DumpRequestTest {

  @ParameterizedTest
  @CsvSource({"4, 4", "4294967295, 4294967295", "4294967296, 4", "5000000000, 4"})
  void offsetsThatDoNotFitAreReadFromTheStartOfTheFile(long offset, long asked) {
    byte[] packet = DumpRequest.from(new FilePosition("binlog.000001", offset), 7).toByteArray();
    assertThat(ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN).getInt(1) & 0xffffffffL)
        .isEqualTo(asked);
  }
}
