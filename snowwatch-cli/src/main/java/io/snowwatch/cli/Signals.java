package io.snowwatch.cli;

import java.lang.reflect.Proxy;
import java.util.Map;

/** The signals that end a process. */
final class Signals {

  private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

  private Signals() {}

  /**
   * Tells the interruption of every signal from now on; where Java does not let signals be handled,
   * they end the process as they do by default.
   */
  static void tell(Interruption interruption) {
    NUMBERS.forEach(
        (name, number) -> {
          try {
            // By reflection, because compilers warn of everything in sun.misc; there is no other
            // API.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object tells =
                Proxy.newProxyInstance(
                    handler.getClassLoader(),
                    new Class<?>[] {handler},
                    (proxy, method, arguments) -> {
                      if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(interruption, arguments);
                      }
                      interruption.signal(number);
                      return null;
                    });
            signal
                .getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), tells);
          } catch (ReflectiveOperationException e) {
            // Said above: the default stays.
          }
        });
  }
}
