package io.sutra.web.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lets the service have a say before SIGTERM ends the server.
 *
 * <p>A server begins to close its port the moment that the JVM begins to shut down, so readiness
 * must turn before that: a shutdown hook is too late, because all hooks run at once. The JVM's
 * signal API is reached by name because the compiler refuses to be told that its use is deliberate.
 */
final class TerminationSignal implements Drain.Watch {

  private static final Logger LOG = Logger.getLogger(TerminationSignal.class.getName());
  private static final String SIGNAL = "TERM";

  private final Method handle;
  private final Object signal;
  private final Object previous;

  private TerminationSignal(Method handle, Object signal, Object previous) {
    this.handle = handle;
    this.signal = signal;
    this.previous = previous;
  }

  /**
   * Runs {@code action} on a thread of its own when SIGTERM comes, instead of what the JVM does.
   * Where the JVM has no such API, the server ends as it would without it.
   *
   * @return undoes this when closed
   */
  static Drain.Watch onSignal(Runnable action) {
    try {
      ClassLoader loader = ClassLoader.getSystemClassLoader();
      Class<?> signalClass = loader.loadClass("sun.misc.Signal");
      Class<?> handlerClass = loader.loadClass("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              loader,
              new Class<?>[] {handlerClass},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  Thread.ofPlatform().name("drain").start(action);
                  return null;
                }
                return "handler of SIG" + SIGNAL;
              });
      Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
      Object signal = signalClass.getConstructor(String.class).newInstance(SIGNAL);
      return new TerminationSignal(handle, signal, handle.invoke(null, signal, handler));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "SIGTERM cannot be handled; the server stops without draining", e);
      return () -> {};
    }
  }

  @Override
  public void close() {
    try {
      handle.invoke(null, signal, previous);
    } catch (IllegalAccessException | InvocationTargetException e) {
      LOG.log(Level.WARNING, "The former handler of SIGTERM could not be restored", e);
    }
  }
}
