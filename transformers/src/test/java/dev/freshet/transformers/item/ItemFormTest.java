package dev.freshet.transformers.item;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.Settings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ItemFormTest {

  /** What the golden items hold. */
  private static final byte[] GOLDEN = ("{\"a\":\"" + "x".repeat(20_000) + "\"}").getBytes(UTF_8);

  private static final String GOLDEN_ZLIB =
      "789cedc1410d00300804302f270337734142f03e1b3cda4e5e2a0d"
          + "000000000000000000000000000000000000c009d90fafa7a338";

  private final Map<String, String> options = new HashMap<>();

  @ParameterizedTest
  @CsvSource({
    "python_memcache, 24, ''",
    "pylibmc, 24, ''",
    "php_memcached, 48, 284e0000",
    "php_memcache, 2, ''",
    "dalli, 2, ''",
  })
  void aValueIsStoredAsTheRealClientStoresIt(String client, int flags, String before)
      throws Exception {
    byte[] golden = HexFormat.of().parseHex(before + GOLDEN_ZLIB);
    assertThat(ItemReader.read(client, flags, golden)).isEqualTo(GOLDEN);

    StoredItem item = stored(client, true, GOLDEN);
    assertThat(item.flags()).isEqualTo(flags);
    assertThat(item.value()).startsWith(HexFormat.of().parseHex(before + "789c"));
    assertThat(ItemReader.read(client, item.flags(), item.value())).isEqualTo(GOLDEN);
  }

  @ParameterizedTest
  @EnumSource
  void everyClientReadsWhatItWouldHaveCompressed(ReadingClient client) throws Exception {
    String name = client.configuredName();
    ItemStore store = StoredItem.store(Map.of("value.compression", name), true);
    Random random = new Random(20261120);
    for (int i = 0; i < 50; i++) {
      byte[] value = text(random, client.minimumBytes() + random.nextInt(5_000));
      StoredItem item = StoredItem.of(store, value);
      assertThat(item.value().length).as("%s, value %d", name, i).isLessThan(value.length);
      assertThat(ItemReader.read(name, item.flags(), item.value())).isEqualTo(value);
      assertThat(StoredItem.of(store, value).value()).as("the same again").isEqualTo(item.value());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aValueBelowTheMinimumStaysAsItIs(ReadingClient client) {
    byte[] value = new byte[client.minimumBytes() - 1];
    StoredItem item = stored(client.configuredName(), true, value);
    assertThat(item.value()).isSameAs(value);
    assertThat(item.flags() & client.compressedFlags()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aValueThatWouldNotBecomeSmallerStaysAsItIs(ReadingClient client) {
    options.put("value.compression.min", "0");
    for (int length : new int[] {0, 1, 5, 30, 40_000}) {
      byte[] noise = new byte[length];
      new Random(length).nextBytes(noise);
      StoredItem item = stored(client.configuredName(), true, noise);
      assertThat(item.value()).as("%d bytes", length).isSameAs(noise);
      assertThat(item.flags() & client.compressedFlags()).isZero();
    }
  }

  @Test
  void neitherTimeNorSystemIsInAGzipHeader() {
    byte[] value = stored("spymemcached", true, GOLDEN).value();
    assertThat(Arrays.copyOf(value, 10)).isEqualTo(HexFormat.of().parseHex("1f8b08000000000000ff"));
  }

  @Test
  void aLargeValueIsCompressedAndASmallOneAfterIt() throws Exception {
    ItemStore store = StoredItem.store(Map.of("value.compression", "xmemcached"), true);
    byte[] large = text(new Random(1), 5_000_000);
    for (byte[] value : new byte[][] {GOLDEN, large, GOLDEN}) {
      StoredItem item = StoredItem.of(store, value);
      assertThat(ItemReader.read("xmemcached", item.flags(), item.value())).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "spymemcached, 0, 2048",
    "xmemcached, 0, 2048",
    "php_memcached, 0, 0",
    "php_memcache, 0, 0",
    "pylibmc, 16, 0",
    "pymemcache, 16, 0",
    "python_memcache, 16, 0",
    "dalli, 0, 0",
  })
  void textAndBytesCarryWhatTheClientHasForThem(String client, int text, int bytes) {
    byte[] value = {'a'};
    assertThat(stored(client, true, value).flags()).isEqualTo(text);
    assertThat(stored(client, false, value).flags()).isEqualTo(bytes);
  }

  @Test
  void flagsTakeThePlaceOfWhatTheClientHas() {
    options.put("flags", "6");
    StoredItem item = stored("none", true, GOLDEN);
    assertThat(item.value()).isSameAs(GOLDEN);
    assertThat(item.flags()).isEqualTo(6);
    assertThat(stored("php_memcached", true, GOLDEN).flags()).isEqualTo(6 | 48);
    options.put("flags", "0");
    assertThat(stored("pylibmc", true, GOLDEN).flags()).isEqualTo(8);
    options.put("flags", "4294967295");
    assertThat(stored("none", true, GOLDEN).flags()).isEqualTo(-1);
  }

  @Test
  void withoutOptionsAValueIsStoredAsItIs() {
    for (boolean text : new boolean[] {true, false}) {
      StoredItem item = StoredItem.of(Map.of(), text, GOLDEN);
      assertThat(item.value()).isSameAs(GOLDEN);
      assertThat(item.flags()).isZero();
    }
  }

  @Test
  void whatMakesNoSenseIsNamed() {
    assertThat(problems("value.compression.min", "4k"))
        .isEqualTo(Map.of("value.compression.min", "has no meaning without value.compression"));
    assertThat(problems("value.compression", "dalli", "flags", "3"))
        .isEqualTo(
            Map.of(
                "flags", "has bits of 2, by which dalli knows a compressed value; leave them out"));
    assertThat(problem("value.compression", "zip"))
        .isEqualTo(
            "is not one of none, spymemcached, xmemcached, xmemcached-zip, php_memcached,"
                + " php_memcache, python_memcache, pylibmc, pymemcache, dalli, dalli-gzip");
    assertThat(problem("value.compression.min", "3g"))
        .isEqualTo("is more than a value can have: give a size such as 4k");
    assertThat(problem("flags", "4294967296")).isEqualTo("is not between 0 and 4294967295");
    assertThat(problem("flags", "-1")).isEqualTo("is not between 0 and 4294967295");
  }

  private StoredItem stored(String client, boolean text, byte[] value) {
    options.put("value.compression", client);
    return StoredItem.of(options, text, value);
  }

  private static Map<String, String> problems(String... pairs) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      given.put(pairs[i], pairs[i + 1]);
    }
    Map<String, String> problems = new HashMap<>();
    ItemForm.of(Settings.of(ItemForm.OPTIONS, given), problems);
    return problems;
  }

  private static @Nullable String problem(String name, String text) {
    return ItemForm.OPTIONS.stream()
        .filter((ConfigOption option) -> option.name().equals(name))
        .findFirst()
        .orElseThrow()
        .problem(text);
  }

  /** Letters, which deflate to about half. */
  private static byte[] text(Random random, int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + random.nextInt(16));
    }
    return text;
  }
}
