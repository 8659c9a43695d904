package dev.freshet.connector.value;

/** What values are that a column's type code in the binlog tells only the storage of. */
public enum Meaning {
  /** What the type code says. */
  AS_TYPED,
  /** MariaDB's JSON: a document as text. */
  JSON,
  /** MariaDB's UUID: 16 bytes. */
  UUID,
  /** MariaDB's INET4: 4 bytes. */
  INET4,
  /** MariaDB's INET6: 16 bytes. */
  INET6
}
