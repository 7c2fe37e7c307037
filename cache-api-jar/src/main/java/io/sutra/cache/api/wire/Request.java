package io.sutra.cache.api.wire;

import io.sutra.cache.api.CacheKey;
import java.nio.ByteBuffer;
import java.util.List;

/** A request, as the package text says. Buffers inside are views of the frame. */
public sealed interface Request {

  /** The request's opcode. */
  Opcode opcode();

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
   * @param keys in the order of the answer
   */
  record Get(List<CacheKey> keys) implements Request {
    @Override
    public Opcode opcode() {
      return Opcode.GET;
    }
  }

  /**
   * Put vectors with a time to live.
   *
   * @param vectors in the order of the answer
   */
  record Put(List<WireVector> vectors) implements Request {
    @Override
    public Opcode opcode() {
      return Opcode.PUT;
    }
  }

  /**
   * Delete keys.
   *
   * @param keys may repeat
   */
  record Delete(List<CacheKey> keys) implements Request {
    @Override
    public Opcode opcode() {
      return Opcode.DELETE;
    }
  }

  /** Delete everything. */
  record Clear() implements Request {
    @Override
    public Opcode opcode() {
      return Opcode.CLEAR;
    }
  }

  /** The shard's numbers. */
  record Stats() implements Request {
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

  /** Every entry, streamed. */
  record Export() implements Request {
    @Override
    public Opcode opcode() {
      return Opcode.EXPORT;
    }
  }

  /**
   * Put vectors with an absolute expiry.
   *
   * @param vectors in the order of the answer
   */
  record Import(List<WireVector> vectors) implements Request {
    @Override
    public Opcode opcode() {
      return Opcode.IMPORT;
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
