package io.sutra.cache.shard.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Large pieces of zeroed memory from the system.
 *
 * <p>{@code calloc} gives pages that cost nothing until they are written; {@link
 * ByteBuffer#allocateDirect} writes zeros to all of them at once. The function is called through
 * {@code java.lang.foreign}, which Java 21 has only as a preview: hence the reflection, and direct
 * buffers where it is absent. Memory is freed when no buffer of it is reachable.
 */
final class ZeroedMemory {

  private static final long CHUNK_BYTES = 1L << NativeBlock.CHUNK_BITS;
  private static final int FIRST_WITH_FOREIGN = 22;

  private static final Optional<Foreign> FOREIGN = Foreign.find();

  private ZeroedMemory() {}

  /** Allocates a block. */
  static NativeBlock allocate(long bytes) {
    List<ByteBuffer> chunks = new ArrayList<>();
    try {
      if (FOREIGN.isPresent()) {
        FOREIGN.get().allocate(bytes, chunks);
      } else {
        // Not a byte more than the budget, which may be all that the process may allocate.
        long left = bytes;
        while (left > CHUNK_BYTES + NativeBlock.ALIGNMENT) {
          int whole = (int) CHUNK_BYTES + NativeBlock.ALIGNMENT;
          chunks.add(NativeBlock.aligned(ByteBuffer.allocateDirect(whole), (int) CHUNK_BYTES));
          left -= whole;
        }
        int last = (int) Math.min(left, CHUNK_BYTES);
        chunks.add(ByteBuffer.allocateDirect(last).alignedSlice(NativeBlock.ALIGNMENT));
      }
    } catch (OutOfMemoryError e) {
      throw new MemoryRefusedException(
          String.format(
              Locale.ROOT,
              "the system refuses %,d bytes of memory (%s). Lower SUTRA_CACHE_MEMORY, or give the"
                  + " process more.",
              bytes,
              e.getMessage()));
    }
    return NativeBlock.of(chunks);
  }

  /** The parts of {@code java.lang.foreign} that are needed. */
  private record Foreign(
      MethodHandle calloc,
      MethodHandle reinterpret,
      MethodHandle arena,
      MethodHandle slice,
      MethodHandle buffer,
      MethodHandle address,
      Consumer<Object> free) {

    static Optional<Foreign> find() {
      if (Runtime.version().feature() < FIRST_WITH_FOREIGN) {
        return Optional.empty();
      }
      try {
        return Optional.of(link());
      } catch (ReflectiveOperationException | RuntimeException | IllegalAccessError e) {
        System.getLogger(ZeroedMemory.class.getName())
            .log(System.Logger.Level.DEBUG, "java.lang.foreign cannot be used", e);
        return Optional.empty();
      }
    }

    private static Foreign link() throws ReflectiveOperationException {
      Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
      Class<?> optionType = Class.forName("java.lang.foreign.Linker$Option");
      Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
      Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
      Class<?> valueType = Class.forName("java.lang.foreign.ValueLayout");
      Class<?> descriptorType = Class.forName("java.lang.foreign.FunctionDescriptor");
      Class<?> lookupType = Class.forName("java.lang.foreign.SymbolLookup");
      Class<?> arenaType = Class.forName("java.lang.foreign.Arena");
      Object address = valueType.getField("ADDRESS").get(null);
      Object number = valueType.getField("JAVA_LONG").get(null);
      Object two = Array.newInstance(layoutType, 2);
      Array.set(two, 0, number);
      Array.set(two, 1, number);
      Object one = Array.newInstance(layoutType, 1);
      Array.set(one, 0, address);
      Object linker = linkerType.getMethod("nativeLinker").invoke(null);
      Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
      Object options = Array.newInstance(optionType, 0);
      var downcall =
          linkerType.getMethod("downcallHandle", segmentType, descriptorType, options.getClass());
      Object callocType =
          descriptorType.getMethod("of", layoutType, two.getClass()).invoke(null, address, two);
      Object freeType = descriptorType.getMethod("ofVoid", two.getClass()).invoke(null, one);
      MethodHandle calloc =
          (MethodHandle)
              downcall.invoke(linker, symbol(lookupType, lookup, "calloc"), callocType, options);
      MethodHandle free =
          (MethodHandle)
              downcall.invoke(linker, symbol(lookupType, lookup, "free"), freeType, options);
      // Caller-sensitive methods are not for a public look-up.
      MethodHandles.Lookup methods = MethodHandles.lookup();
      return new Foreign(
          calloc,
          methods.findVirtual(
              segmentType,
              "reinterpret",
              MethodType.methodType(segmentType, long.class, arenaType, Consumer.class)),
          methods.findStatic(arenaType, "ofAuto", MethodType.methodType(arenaType)),
          methods.findVirtual(
              segmentType, "asSlice", MethodType.methodType(segmentType, long.class, long.class)),
          methods.findVirtual(segmentType, "asByteBuffer", MethodType.methodType(ByteBuffer.class)),
          methods.findVirtual(segmentType, "address", MethodType.methodType(long.class)),
          segment -> call(free, segment));
    }

    private static Object symbol(Class<?> lookupType, Object lookup, String name)
        throws ReflectiveOperationException {
      Object found = lookupType.getMethod("find", String.class).invoke(lookup, name);
      return ((Optional<?>) found).orElseThrow();
    }

    private static Object call(MethodHandle handle, @Nullable Object... arguments) {
      try {
        return handle.invokeWithArguments(arguments);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    /** Adds the chunks of a piece of memory. */
    void allocate(long bytes, List<ByteBuffer> chunks) {
      Object raw = call(calloc, 1L, bytes + NativeBlock.ALIGNMENT);
      long at = (long) call(address, raw);
      if (at == 0) {
        throw new OutOfMemoryError("calloc gave none");
      }
      Object all = call(reinterpret, raw, bytes + NativeBlock.ALIGNMENT, call(arena), free);
      long first = -at & (NativeBlock.ALIGNMENT - 1);
      for (long from = 0; from < bytes; from += CHUNK_BYTES) {
        long length = Math.min(CHUNK_BYTES, bytes - from);
        chunks.add((ByteBuffer) call(buffer, call(slice, all, first + from, length)));
      }
    }
  }
}
