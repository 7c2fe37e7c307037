package io.sutra.embedding.metrics;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/** A registry of counters and timers that count how often they are updated. */
final class StandInRegistry {

  private final Map<String, LongAdder> updates = new ConcurrentHashMap<>();

  MetricRegistry registry() {
    return as(MetricRegistry.class, this::register);
  }

  /** How often each metric was updated, by name and tags. */
  Map<String, Long> updates() {
    Map<String, Long> sums = new TreeMap<>();
    updates.forEach((name, count) -> sums.put(name, count.sum()));
    return sums;
  }

  private Object register(Method method, Object[] arguments) {
    String tags =
        Arrays.stream((Tag[]) arguments[arguments.length - 1])
            .map(tag -> tag.getTagName() + "=" + tag.getTagValue())
            .collect(Collectors.joining(",", "{", "}"));
    LongAdder count =
        updates.computeIfAbsent(
            ((Metadata) arguments[0]).getName() + tags, name -> new LongAdder());
    return switch (method.getName()) {
      case "counter" -> as(Counter.class, (update, values) -> increment(count));
      case "timer" -> as(Timer.class, (update, values) -> increment(count));
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private static Object increment(LongAdder count) {
    count.increment();
    return count;
  }

  @FunctionalInterface
  private interface Call {
    Object on(Method method, Object[] arguments);
  }

  private static <T> T as(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object result = call.on(method, arguments);
              return method.getReturnType() == void.class ? null : result;
            }));
  }
}
