package io.sutra.mlbase.onnx;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.sutra.domain.EmbeddingException;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.inference.Tokenizer;
import io.sutra.natives.TokenizersTelemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A {@code tokenizer.json} run by the Hugging Face library. Thread-safe: the native tokenizer is
 * immutable once truncation and padding are switched off.
 */
public final class HuggingFaceTextTokenizer implements Tokenizer, AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;
  private final long handle;
  private final SpecialTokens specialTokens;

  /** Whoever tokenises holds it for reading: freed memory under the native code ends the JVM. */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private boolean closed;

  private HuggingFaceTextTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.handle = tokenizer.getHandle();
    this.specialTokens = findSpecialTokens();
  }

  /**
   * Loads {@code file}.
   *
   * @param nativeLibraries where the native library may be unpacked
   * @throws IOException when the file cannot be read or is not a tokenizer
   */
  public static HuggingFaceTextTokenizer load(Path file, Path nativeLibraries) throws IOException {
    TokenizersTelemetry.switchOff(nativeLibraries);
    return new HuggingFaceTextTokenizer(
        HuggingFaceTokenizer.newInstance(
            file, Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "true")));
  }

  /**
   * Asks the native library for the token ids alone: the library's own {@code encode} also copies
   * the tokens' texts, spans and masks, which nothing here reads.
   *
   * @throws EmbeddingException when it is closed
   */
  @Override
  public TokenSequence tokenize(String text) {
    use.readLock().lock();
    try {
      if (closed) {
        throw EmbeddingException.notReady("The service is stopping.", Duration.ofSeconds(1));
      }
      return new TokenSequence(tokenIds(text));
    } finally {
      use.readLock().unlock();
    }
  }

  private long[] tokenIds(String text) {
    long encoding = TokenizersLibrary.LIB.encode(handle, text, true);
    try {
      return TokenizersLibrary.LIB.getTokenIds(encoding);
    } finally {
      TokenizersLibrary.LIB.deleteEncoding(encoding);
    }
  }

  @Override
  public SpecialTokens specialTokens() {
    return specialTokens;
  }

  private SpecialTokens findSpecialTokens() {
    long encoding = TokenizersLibrary.LIB.encode(handle, "a", true);
    try {
      long[] mask = TokenizersLibrary.LIB.getSpecialTokenMask(encoding);
      int opening = 0;
      while (opening < mask.length && mask[opening] == 1) {
        opening++;
      }
      int closing = 0;
      while (closing < mask.length - opening && mask[mask.length - 1 - closing] == 1) {
        closing++;
      }
      return new SpecialTokens(opening, closing);
    } finally {
      TokenizersLibrary.LIB.deleteEncoding(encoding);
    }
  }

  /** Waits until nobody tokenises. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      closed = true;
      tokenizer.close();
    } finally {
      use.writeLock().unlock();
    }
  }
}
