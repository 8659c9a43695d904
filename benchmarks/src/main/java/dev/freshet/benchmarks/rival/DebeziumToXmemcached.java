package dev.freshet.benchmarks.rival;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a careful user writes to fill memcached from MySQL: Debezium's asynchronous engine, whose
 * batches are set by {@link CacheWriter} and acknowledged afterwards. Its arguments are a file with
 * the engine's properties, one with what the keys of each topic begin with, the number of workers,
 * and one server for each pool.
 */
public final class DebeziumToXmemcached {
  private static final Logger LOG = LoggerFactory.getLogger(DebeziumToXmemcached.class);
  private static final int STOP_SECONDS = 20;

  private DebeziumToXmemcached() {}

  /** Runs until SIGTERM, and ends with 1 when the engine gives up by itself. */
  public static void main(String[] arguments) throws IOException {
    Properties properties = read(Path.of(arguments[0]));
    Map<String, String> keyPrefixes = new HashMap<>();
    read(Path.of(arguments[1]))
        .forEach((topic, prefix) -> keyPrefixes.put(topic.toString(), prefix.toString()));
    int workers = Integer.parseInt(arguments[2]);
    List<String> servers = Arrays.asList(arguments).subList(3, arguments.length);
    CountDownLatch ended = new CountDownLatch(1);
    try (CacheWriter writer = new CacheWriter(CachePool.connect(servers), keyPrefixes, workers)) {
      DebeziumEngine<RecordChangeEvent<SourceRecord>> engine =
          DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
              .using(properties)
              .using(
                  (success, message, error) -> {
                    if (!success) {
                      LOG.error("the engine failed: {}", message, error);
                    }
                  })
              .notifying(writer)
              .build();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(engine, ended), "stop"));
      engine.run();
    } finally {
      ended.countDown();
    }
    System.exit(1);
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  private static void stop(DebeziumEngine<?> engine, CountDownLatch ended) {
    try {
      engine.close();
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.error("the engine did not stop within {} s", STOP_SECONDS);
      }
    } catch (IOException | IllegalStateException e) {
      LOG.error("cannot stop the engine", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
