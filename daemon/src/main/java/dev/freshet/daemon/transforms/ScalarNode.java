package dev.freshet.daemon.transforms;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.freshet.api.change.ValueWriter;
import java.util.Arrays;

/** Takes one value as a piece of JSON. Not thread-safe. */
final class ScalarNode implements ValueWriter {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonNode node = NODES.nullNode();

  /** What was written. */
  JsonNode node() {
    return node;
  }

  @Override
  public void writeNull() {
    node = NODES.nullNode();
  }

  @Override
  public void writeBoolean(boolean value) {
    node = NODES.booleanNode(value);
  }

  @Override
  public void writeLong(long value) {
    node = NODES.numberNode(value);
  }

  @Override
  public void writeUnsignedLong(long value) {
    node = ConnectJson.number(Long.toUnsignedString(value));
  }

  @Override
  public void writeFloat(float value) {
    node = NODES.numberNode(value);
  }

  @Override
  public void writeDouble(double value) {
    node = NODES.numberNode(value);
  }

  @Override
  public void writeDecimal(byte[] ascii, int offset, int length) {
    node = ConnectJson.number(new String(ascii, offset, length, US_ASCII));
  }

  @Override
  public void writeUtf8(byte[] utf8, int offset, int length) {
    node = NODES.textNode(new String(utf8, offset, length, UTF_8));
  }

  @Override
  public void writeText(String value) {
    node = NODES.textNode(value);
  }

  @Override
  public void writeTemporal(byte[] ascii, int offset, int length) {
    writeUtf8(ascii, offset, length);
  }

  @Override
  public void writeBinary(byte[] bytes, int offset, int length) {
    node = NODES.binaryNode(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void writeJson(byte[] utf8, int offset, int length) {
    node = ConnectJson.parse(new String(utf8, offset, length, UTF_8));
  }
}
