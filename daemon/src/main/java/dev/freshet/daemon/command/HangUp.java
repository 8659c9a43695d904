package dev.freshet.daemon.command;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal SIGHUP. Java has no supported way to hear a signal: its sun.misc.Signal is in every
 * JDK (module jdk.unsupported), but a compiler warning about it cannot be turned off, so that it is
 * reached by reflection.
 */
final class HangUp {

  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

  private HangUp() {}

  /**
   * Runs {@code action} for each SIGHUP, in a thread of its own. Where the JVM does not let it, the
   * signal ends the process as it would have, or is ignored as it was; the log says so.
   */
  static void onSignal(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invocation =
          (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
              return method.invoke(action, arguments);
            }
            action.run();
            return null;
          };
      Object previous =
          signal
              .getMethod("handle", signal, handler)
              .invoke(
                  null,
                  signal.getConstructor(String.class).newInstance("HUP"),
                  Proxy.newProxyInstance(
                      HangUp.class.getClassLoader(), new Class<?>[] {handler}, invocation));
      // a JVM leaves the signal alone if it was ignored when it started
      if (handler.getField("SIG_IGN").get(null).equals(previous)) {
        LOG.warn(
            "SIGHUP is ignored, as nohup has it, and changes no pools; restart the daemon to change"
                + " them, or start it without nohup");
      }
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGHUP cannot be heard ({}); restart the daemon to change its pools", e.toString());
    }
  }
}
