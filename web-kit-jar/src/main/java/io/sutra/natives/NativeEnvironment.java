package io.sutra.natives;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The environment as native code sees it; {@link System#getenv()} shows a copy from when Java
 * started.
 *
 * <p>Calls {@code setenv} of the C library through {@code java.lang.foreign}. That package is final
 * since Java 22 and a preview in Java 21, which this code is compiled for; hence the reflection.
 *
 * <p>A native thread that reads the environment during the first {@code setenv} of a process is
 * safe: the C library copies its table and does not free the old one. A later call that adds a
 * variable may free it, so this class is for one variable.
 */
final class NativeEnvironment {

  private static final int OVERWRITE = 1;

  private NativeEnvironment() {}

  /** Why this Java cannot change the environment. */
  static final class UnsupportedException extends Exception {

    private static final long serialVersionUID = 1L;

    UnsupportedException(Throwable cause) {
      super(cause.toString(), cause);
    }

    UnsupportedException(String message) {
      super(message);
    }
  }

  /**
   * Sets {@code name} to {@code value} for the native code of this process.
   *
   * @throws UnsupportedException when this Java has no way to do so, or does not allow it
   */
  static void set(String name, String value) throws UnsupportedException {
    int result;
    try (AutoCloseable arena = (AutoCloseable) invoke("Arena", "ofConfined", null)) {
      result = (int) setenv().invokeWithArguments(text(arena, name), text(arena, value), OVERWRITE);
    } catch (InvocationTargetException e) {
      throw new UnsupportedException(e.getTargetException());
    } catch (Throwable e) {
      throw new UnsupportedException(e);
    }
    if (result != 0) {
      throw new UnsupportedException("setenv returned " + result);
    }
  }

  /** {@code int setenv(const char *name, const char *value, int overwrite)}. */
  private static MethodHandle setenv() throws ReflectiveOperationException {
    Object linker = invoke("Linker", "nativeLinker", null);
    Object lookup = invoke("Linker", "defaultLookup", linker);
    Optional<?> address =
        (Optional<?>) type("SymbolLookup").getMethod("find", String.class).invoke(lookup, "setenv");
    Object descriptor =
        type("FunctionDescriptor")
            .getMethod("of", type("MemoryLayout"), type("MemoryLayout").arrayType())
            .invoke(null, layout("JAVA_INT"), arguments());
    Class<?> options = type("Linker$Option").arrayType();
    return (MethodHandle)
        type("Linker")
            .getMethod("downcallHandle", type("MemorySegment"), type("FunctionDescriptor"), options)
            .invoke(
                linker,
                address.orElseThrow(),
                descriptor,
                Array.newInstance(type("Linker$Option"), 0));
  }

  private static Object arguments() throws ReflectiveOperationException {
    Object layouts = Array.newInstance(type("MemoryLayout"), 3);
    Array.set(layouts, 0, layout("ADDRESS"));
    Array.set(layouts, 1, layout("ADDRESS"));
    Array.set(layouts, 2, layout("JAVA_INT"));
    return layouts;
  }

  private static Object layout(String name) throws ReflectiveOperationException {
    return type("ValueLayout").getField(name).get(null);
  }

  /** A C string in {@code arena}; Java 21 and 22 have different methods for it. */
  private static Object text(Object arena, String text) throws ReflectiveOperationException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Object segment =
        type("SegmentAllocator").getMethod("allocate", long.class).invoke(arena, bytes.length + 1L);
    ByteBuffer content = (ByteBuffer) invoke("MemorySegment", "asByteBuffer", segment);
    content.put(bytes).put((byte) 0);
    return segment;
  }

  private static Object invoke(String type, String method, @Nullable Object target)
      throws ReflectiveOperationException {
    return type(type).getMethod(method).invoke(target);
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName("java.lang.foreign." + name);
  }
}
