package io.sutra.web;

import io.sutra.domain.TextTokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a {@link VectorStream} apart as its bytes come, in pieces of any size, and hands on each
 * vector as soon as it is whole. Used by one thread at a time.
 */
public final class VectorStreamReader {

  private static final int MAXIMUM_PREFIX = 1 << 16;
  private static final int MAXIMUM_DIMENSION = 1 << 16;
  private static final int MAXIMUM_ERROR = 1 << 20;

  private final Receiver receiver;
  private ByteBuffer pending = VectorStream.buffer(1 << 12).limit(0);
  private VectorStream.@Nullable Beginning beginning;
  private VectorStream.@Nullable End end;
  private final BitSet received = new BitSet();

  /** Is handed the parts of a stream, in the order in which they come. */
  public interface Receiver {

    /** The first part. */
    void begins(VectorStream.Beginning beginning);

    /** One text's vector, a new array; each index comes once at most. */
    void vector(int index, TextTokens tokens, float[] vector);
  }

  public VectorStreamReader(Receiver receiver) {
    this.receiver = receiver;
  }

  /**
   * Reads on.
   *
   * @throws IllegalArgumentException when the bytes are no such stream
   */
  public void read(byte[] bytes) {
    append(bytes);
    while (end == null && readPart()) {
      // Each turn has taken one part.
    }
    check(end == null || !pending.hasRemaining(), "something follows its end");
  }

  /** How it ended; empty while it has not. */
  public Optional<VectorStream.End> end() {
    return Optional.ofNullable(end);
  }

  /** Whether every text's vector has come. */
  public boolean isComplete() {
    return beginning != null && received.cardinality() == beginning.texts();
  }

  private void append(byte[] bytes) {
    int needed = pending.remaining() + bytes.length;
    if (pending.capacity() < needed) {
      pending = VectorStream.buffer(2 * needed).put(pending).flip();
    } else if (pending.capacity() - pending.limit() < bytes.length) {
      pending.compact().flip();
    }
    int position = pending.position();
    int limit = pending.limit();
    pending.limit(limit + bytes.length).position(limit);
    pending.put(bytes).position(position);
  }

  /** Takes the next part if it is there whole. */
  private boolean readPart() {
    VectorStream.Beginning begun = beginning;
    if (begun == null) {
      return readBeginning();
    }
    if (pending.remaining() < Integer.BYTES) {
      return false;
    }
    return pending.getInt(pending.position()) == VectorStream.END_MARK
        ? readEnd()
        : readVector(begun);
  }

  private boolean readBeginning() {
    int start = pending.position();
    if (pending.remaining() < VectorStream.BEGINNING) {
      return false;
    }
    check(pending.getInt(start) == VectorStream.MAGIC, "it has another format");
    int prefixBytes = pending.getInt(start + 16);
    check(prefixBytes >= 0 && prefixBytes <= MAXIMUM_PREFIX, "its prefix has a wrong length");
    if (pending.remaining() < VectorStream.BEGINNING + prefixBytes) {
      return false;
    }
    int texts = pending.getInt(start + 4);
    int dimension = pending.getInt(start + 8);
    check(
        texts > 0 && dimension > 0 && dimension <= MAXIMUM_DIMENSION,
        "it has no texts or no numbers");
    byte[] prefix = new byte[prefixBytes];
    pending.get(start + VectorStream.BEGINNING, prefix);
    pending.position(start + VectorStream.BEGINNING + prefixBytes);
    beginning =
        new VectorStream.Beginning(
            texts,
            dimension,
            pending.getInt(start + 12),
            new String(prefix, StandardCharsets.UTF_8));
    receiver.begins(beginning);
    return true;
  }

  private boolean readVector(VectorStream.Beginning begun) {
    if (pending.remaining() < VectorStream.RECORD + begun.dimension() * Float.BYTES) {
      return false;
    }
    int index = pending.getInt();
    check(index >= 0 && index < begun.texts() && !received.get(index), "an index is wrong");
    received.set(index);
    var tokens = new TextTokens(pending.getInt(), pending.getInt());
    float[] vector = new float[begun.dimension()];
    pending.asFloatBuffer().get(vector);
    pending.position(pending.position() + vector.length * Float.BYTES);
    receiver.vector(index, tokens, vector);
    return true;
  }

  private boolean readEnd() {
    int start = pending.position();
    if (pending.remaining() < VectorStream.END) {
      return false;
    }
    int errorBytes = pending.getInt(start + 32);
    check(errorBytes >= 0 && errorBytes <= MAXIMUM_ERROR, "its error has a wrong length");
    if (pending.remaining() < VectorStream.END + errorBytes) {
      return false;
    }
    byte[] error = new byte[errorBytes];
    pending.get(start + VectorStream.END, error);
    pending.position(start + VectorStream.END + errorBytes);
    long wait = pending.getLong(start + 24);
    end =
        new VectorStream.End(
            Duration.ofNanos(pending.getLong(start + 4)),
            Duration.ofNanos(pending.getLong(start + 12)),
            pending.getInt(start + 20),
            wait < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(wait)),
            error);
    return true;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("not a stream of vectors: " + otherwise);
    }
  }
}
