package io.sutra.cache.api.wire;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.Scope;
import java.nio.ByteBuffer;
import java.util.List;

/** A request, as the package text says. Buffers inside are views of the frame. */
public sealed interface Request {

  /** The request's opcode. */
  Opcode opcode();

  /** A request about keys of one namespace. */
  sealed interface Keyed extends Request {

    /** The namespace of all its keys; 0 where nobody named one. */
    long namespace();
  }

  /** A request about the entries of one namespace, or of all. */
  sealed interface Scoped extends Request {

    /** The entries that are meant. */
    Scope scope();
  }

  /**
   * Name and token.
   *
   * @param client the client's name, for logs
   * @param token the secret; empty when there is none
   */
  record Hello(String client, String token) implements Request {
    @Override
    public Opcode opcode() {
      return Opcode.HELLO;
    }

    /** The token stays out of every log. */
    @Override
    public String toString() {
      return "Hello[client=" + client + "]";
    }
  }

  /**
   * Look keys up.
   *
   * @param namespace of the keys
   * @param keys in the order of the answer
   */
  record Get(long namespace, List<CacheKey> keys) implements Keyed {

    /** Looks keys of namespace 0 up. */
    public Get(List<CacheKey> keys) {
      this(0, keys);
    }

    @Override
    public Opcode opcode() {
      return Opcode.GET;
    }
  }

  /**
   * Put vectors with a time to live.
   *
   * @param namespace of the keys
   * @param vectors in the order of the answer
   */
  record Put(long namespace, List<WireVector> vectors) implements Keyed {

    /** Puts vectors into namespace 0. */
    public Put(List<WireVector> vectors) {
      this(0, vectors);
    }

    @Override
    public Opcode opcode() {
      return Opcode.PUT;
    }
  }

  /**
   * Delete keys.
   *
   * @param namespace of the keys
   * @param keys may repeat
   */
  record Delete(long namespace, List<CacheKey> keys) implements Keyed {

    /** Deletes keys of namespace 0. */
    public Delete(List<CacheKey> keys) {
      this(0, keys);
    }

    @Override
    public Opcode opcode() {
      return Opcode.DELETE;
    }
  }

  /**
   * Delete everything.
   *
   * @param scope what everything is
   */
  record Clear(Scope scope) implements Scoped {

    /** Deletes everything of all namespaces. */
    public Clear() {
      this(Scope.all());
    }

    @Override
    public Opcode opcode() {
      return Opcode.CLEAR;
    }
  }

  /**
   * The shard's numbers.
   *
   * @param scope whose numbers
   */
  record Stats(Scope scope) implements Scoped {

    /** The numbers of the whole shard. */
    public Stats() {
      this(Scope.all());
    }

    @Override
    public Opcode opcode() {
      return Opcode.STATS;
    }
  }

  /**
   * A sign of life.
   *
   * @param payload up to 64 bytes, to be repeated
   */
  record Ping(ByteBuffer payload) implements Request {
    /** Most bytes of a payload. */
    public static final int MAX_PAYLOAD = 64;

    @Override
    public Opcode opcode() {
      return Opcode.PING;
    }
  }

  /**
   * Every entry, streamed.
   *
   * @param scope what every entry is
   */
  record Export(Scope scope) implements Scoped {

    /** Every entry of all namespaces. */
    public Export() {
      this(Scope.all());
    }

    @Override
    public Opcode opcode() {
      return Opcode.EXPORT;
    }
  }

  /**
   * Put vectors with an absolute expiry.
   *
   * @param namespace of the keys
   * @param vectors in the order of the answer
   */
  record Import(long namespace, List<WireVector> vectors) implements Keyed {

    /** Puts vectors into namespace 0. */
    public Import(List<WireVector> vectors) {
      this(0, vectors);
    }

    @Override
    public Opcode opcode() {
      return Opcode.IMPORT;
    }
  }

  /**
   * Delete keys, also from the shard's files.
   *
   * @param namespace of the keys
   * @param keys at least one; may repeat
   */
  record Erase(long namespace, List<CacheKey> keys) implements Keyed {

    /**
     * Checks that there are keys: a frame without any asks for everything to be erased.
     *
     * @throws IllegalArgumentException when there are none
     */
    public Erase {
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("no keys to erase");
      }
    }

    @Override
    public Opcode opcode() {
      return Opcode.ERASE;
    }
  }

  /**
   * Delete everything, also from the shard's files.
   *
   * @param scope what everything is
   */
  record EraseAll(Scope scope) implements Scoped {
    @Override
    public Opcode opcode() {
      return Opcode.ERASE;
    }
  }

  /** Compact the log now. */
  record Compact() implements Request {
    @Override
    public Opcode opcode() {
      return Opcode.COMPACT;
    }
  }
}
