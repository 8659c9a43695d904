package dev.freshet.transformers.expression;

import java.util.List;
import java.util.Map;
import org.apache.commons.jexl3.JexlArithmetic;
import org.apache.commons.jexl3.introspection.JexlPropertyGet;
import org.apache.commons.jexl3.introspection.JexlPropertySet;
import org.apache.commons.jexl3.introspection.JexlUberspect;
import org.apache.commons.jexl3.introspection.JexlUberspect.PropertyResolver;
import org.jspecify.annotations.Nullable;

/**
 * The only properties that objects have in expressions: the members of JSON objects and the
 * elements of arrays. What is not there is null. Thread-safe.
 */
final class JsonParts implements PropertyResolver {

  private record Part(Object identifier) implements JexlPropertyGet {

    @Override
    public @Nullable Object invoke(Object object) {
      if (object instanceof Map<?, ?> members) {
        return members.get(String.valueOf(identifier));
      }
      if (object instanceof List<?> elements) {
        return element(elements);
      }
      return null;
    }

    private @Nullable Object element(List<?> elements) {
      Integer index = JexlArithmetic.parseIdentifier(identifier);
      return index != null && index >= 0 && index < elements.size() ? elements.get(index) : null;
    }

    @Override
    public boolean isCacheable() {
      return false;
    }

    @Override
    public boolean tryFailed(@Nullable Object value) {
      return false;
    }

    @Override
    public @Nullable Object tryInvoke(Object object, Object key) {
      return invoke(object);
    }
  }

  @Override
  public @Nullable JexlPropertyGet getPropertyGet(
      JexlUberspect uberspect, @Nullable Object object, Object identifier) {
    boolean hasParts =
        object instanceof Map<?, ?> || object instanceof List<?> || object instanceof AbsentJson;
    return hasParts ? new Part(identifier) : null;
  }

  @Override
  public @Nullable JexlPropertySet getPropertySet(
      JexlUberspect uberspect, @Nullable Object object, Object identifier, @Nullable Object value) {
    return null;
  }
}
