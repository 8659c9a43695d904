/**
 * Debezium's connectors as sources of changes. Knows them by the interfaces of Kafka Connect alone,
 * so that they may come in any version and from a class loader of their own.
 */
@NullMarked
package dev.freshet.connector.debezium;

import org.jspecify.annotations.NullMarked;
