package dev.freshet.connector.schema;

import dev.freshet.api.change.TableSchema;
import dev.freshet.connector.value.ColumnFormat;
import dev.freshet.connector.value.RowLayout;
import java.util.List;

/**
 * A mapped table at one point of the stream.
 *
 * @param schema its columns as transformers see them
 * @param formats its columns as they lie in row events
 * @param layout decodes its rows
 */
public record TableDefinition(TableSchema schema, List<ColumnFormat> formats, RowLayout layout) {}
