package dev.freshet.daemon.assembly;

import dev.freshet.daemon.admin.RequestJson;
import dev.freshet.daemon.admin.TaskDesk;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes requests as JSON and hands them on as records. Thread-safe if what it hands them to is.
 *
 * @param type the kind of request
 * @param form what a request looks like
 * @param status how far the work is that was asked for last
 * @param begin begins work, and tells how far it is
 */
record RecordDesk<R>(
    Class<R> type, String form, Supplier<Optional<?>> status, Function<R, Object> begin)
    implements TaskDesk {

  @Override
  public Optional<String> told() {
    return status.get().map(RequestJson::write);
  }

  @Override
  public String begin(String request) {
    return RequestJson.write(begin.apply(RequestJson.read(request, type, form)));
  }
}
