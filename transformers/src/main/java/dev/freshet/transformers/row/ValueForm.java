package dev.freshet.transformers.row;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.field.JsonFieldEncoder;
import dev.freshet.transformers.field.MsgpackEncoder;
import dev.freshet.transformers.template.TemplateEncoder;
import dev.freshet.transformers.template.TemplateFile;
import dev.freshet.transformers.value.JsonEncoder;
import dev.freshet.transformers.value.RowEncoder;
import dev.freshet.transformers.value.TextEncoder;

/** How values are encoded, and of what. Immutable and thread-safe. */
sealed interface ValueForm {

  /**
   * An encoder for the rows of a table.
   *
   * @throws BindException if the table lacks a column
   */
  RowEncoder bind(TableSchema schema, String transformer) throws BindException;

  /** A JSON object. */
  record Json(ValueContent content) implements ValueForm {

    @Override
    public RowEncoder bind(TableSchema schema, String transformer) throws BindException {
      return content.fields() == null
          ? new JsonEncoder(schema, content.bindColumns(schema, transformer))
          : new JsonFieldEncoder(content.bindFields(schema, transformer));
    }
  }

  /** A MessagePack map. */
  record Msgpack(ValueContent content) implements ValueForm {

    @Override
    public RowEncoder bind(TableSchema schema, String transformer) throws BindException {
      return new MsgpackEncoder(content.bindFields(schema, transformer));
    }
  }

  /** One column as it is. */
  record Text(String column) implements ValueForm {

    @Override
    public RowEncoder bind(TableSchema schema, String transformer) throws BindException {
      int position = Columns.position(schema, column, transformer, "value.column");
      return new TextEncoder(schema.columns().get(position), position);
    }
  }

  /** A page. */
  record Page(ValueContent content, TemplateFile template) implements ValueForm {

    @Override
    public RowEncoder bind(TableSchema schema, String transformer) throws BindException {
      return TemplateEncoder.bind(
          template, content.bindFields(schema, transformer), schema, transformer);
    }
  }
}
