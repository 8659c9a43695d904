package dev.freshet.connector.schema;

import dev.freshet.api.change.TableSchema;
import dev.freshet.connector.value.ColumnFormat;
import dev.freshet.connector.value.LeftOut;
import dev.freshet.connector.value.RowLayout;
import java.util.List;

/**
 * A mapped table at one point of the stream.
 *
 * @param schema its columns as transformers see them
 * @param formats its columns as they lie in row events
 * @param layout decodes its rows
 * @param leftOut what it means that the image after an update does not mention a column
 */
public record TableDefinition(
    TableSchema schema, List<ColumnFormat> formats, RowLayout layout, LeftOut leftOut) {}
