package dev.freshet.api.change;

/** The types of MySQL and MariaDB columns as far as they differ in what a value looks like. */
public enum ColumnType {
  TINYINT,
  SMALLINT,
  MEDIUMINT,
  INT,
  BIGINT,
  YEAR,
  DECIMAL,
  FLOAT,
  DOUBLE,
  BIT,
  CHAR,
  VARCHAR,
  TEXT,
  ENUM,
  SET,
  BINARY,
  VARBINARY,
  BLOB,
  JSON,
  DATE,
  TIME,
  DATETIME,
  TIMESTAMP,
  GEOMETRY,
  VECTOR
}
