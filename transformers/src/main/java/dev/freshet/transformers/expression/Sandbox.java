package dev.freshet.transformers.expression;

import java.util.List;
import org.apache.commons.jexl3.JexlBuilder;
import org.apache.commons.jexl3.JexlEngine;
import org.apache.commons.jexl3.JexlFeatures;
import org.apache.commons.jexl3.JexlInfo;
import org.apache.commons.jexl3.JexlScript;
import org.apache.commons.jexl3.introspection.JexlPermissions;
import org.apache.commons.jexl3.introspection.JexlUberspect.PropertyResolver;
import org.apache.commons.logging.impl.NoOpLog;

/**
 * The library (Apache Commons JEXL) with all of it switched off that is not needed: expressions see
 * {@link JsonParts}, and neither methods, constructors nor fields of any class. Thread-safe.
 */
final class Sandbox {

  private static final JexlFeatures FEATURES =
      JexlFeatures.createNone()
          .structuredLiteral(true)
          .arrayReferenceExpr(true)
          .comparatorNames(true);

  private static final List<PropertyResolver> PARTS = List.of(new JsonParts());

  private static final JexlEngine ENGINE =
      new JexlBuilder()
          .features(FEATURES)
          .permissions(JexlPermissions.NONE)
          .strategy((operator, object) -> PARTS)
          .arithmetic(new RowArithmetic())
          .strict(true)
          .safe(true)
          .silent(false)
          .antish(false)
          .debug(false)
          .cache(0)
          // It would write row data into the log.
          .logger(new NoOpLog())
          .create();

  private Sandbox() {}

  static JexlScript compile(String source) {
    return ENGINE.createScript(FEATURES, new JexlInfo("expression", 1, 1), source);
  }
}
