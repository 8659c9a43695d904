package dev.freshet.transformers.template;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.NearestName;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.field.BoundField;
import dev.freshet.transformers.field.FieldColumns;
import dev.freshet.transformers.value.RowEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Renders fields with a template. Only what the template names is decoded. Not thread-safe. */
public final class TemplateEncoder implements RowEncoder {

  /** A field under the name that the template has for it. */
  private record Used(String name, BoundField field) {}

  private final TemplateFile file;
  private final Map<String, BoundField> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final int[] columns;
  private PageTemplate template;
  private List<Used> used;

  private TemplateEncoder(TemplateFile file, List<BoundField> fields) {
    this.file = file;
    this.columns = FieldColumns.of(fields);
    for (BoundField field : fields) {
      this.fields.put(field.name(), field);
    }
    this.template = file.current();
    this.used = usedBy(template);
  }

  /**
   * An encoder for rows of a table.
   *
   * @param fields what the template may name, without regard to case
   * @param transformer the configured name of the transformer that this is for
   * @throws BindException if the template names something else
   */
  public static TemplateEncoder bind(
      TemplateFile file, List<BoundField> fields, TableSchema schema, String transformer)
      throws BindException {
    TemplateEncoder encoder = new TemplateEncoder(file, fields);
    Optional<String> unknown = encoder.unknown();
    if (unknown.isPresent()) {
      throw new BindException(
          "transformers.%s.template=%s names %s, which a value of the table %s does not have; %s"
              .formatted(
                  transformer,
                  file.path(),
                  unknown.get(),
                  schema.table(),
                  NearestName.remedy(unknown.get(), encoder.fields.keySet())));
    }
    return encoder;
  }

  @Override
  public int[] columns() {
    return columns.clone();
  }

  @Override
  public boolean makesText() {
    return true;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the file keeps the instance while the template stays
  public byte[] encode(RowImage row) {
    PageTemplate latest = file.current();
    if (latest != template) {
      template = latest;
      used = usedBy(latest);
    }
    Map<String, @Nullable Object> values = new HashMap<>();
    for (Used each : used) {
      values.put(each.name(), each.field().object(row));
    }
    return file.render(template, values);
  }

  private Optional<String> unknown() {
    return template.required().stream().filter(name -> !fields.containsKey(name)).findFirst();
  }

  private List<Used> usedBy(PageTemplate page) {
    List<Used> fitting = new ArrayList<>();
    for (String name : page.names()) {
      BoundField field = fields.get(name);
      if (field != null) {
        fitting.add(new Used(name, field));
      }
    }
    return fitting;
  }
}
