package dev.freshet.daemon.transforms;

import dev.freshet.api.change.TableName;

/**
 * Topics and the tables that they stand for. Debezium's MySQL connector gives a table's records the
 * topic {@code NAME.DATABASE.TABLE} (its documentation, "Topic names").
 *
 * @param server what the daemon is called
 */
record RecordTopics(String server) {

  /** The topic of a table's records. */
  String topic(TableName table) {
    return server + "." + table;
  }

  /**
   * The table that a topic stands for that a transform has given: {@code NAME.DATABASE.TABLE}, or
   * without the name.
   */
  TableName table(String topic) throws TransformFailure {
    String prefix = server + ".";
    String name = topic.startsWith(prefix) ? topic.substring(prefix.length()) : topic;
    int dot = name.indexOf('.');
    if (dot <= 0 || dot == name.length() - 1) {
      throw TransformFailure.unusable(
          "the topic %s names no table: topics are %sDATABASE.TABLE".formatted(topic, prefix));
    }
    return new TableName(name.substring(0, dot), name.substring(dot + 1));
  }
}
