package io.sutra.mlbase.onnx;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.inference.Tokenizer;
import io.sutra.natives.TokenizersTelemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A {@code tokenizer.json} run by the Hugging Face library. Thread-safe: the native tokenizer is
 * immutable once truncation and padding are switched off.
 */
public final class HuggingFaceTextTokenizer implements Tokenizer, AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;
  private final long handle;
  private final SpecialTokens specialTokens;

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
   */
  @Override
  public TokenSequence tokenize(String text) {
    long encoding = TokenizersLibrary.LIB.encode(handle, text, true);
    try {
      return new TokenSequence(TokenizersLibrary.LIB.getTokenIds(encoding));
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

  @Override
  public void close() {
    tokenizer.close();
  }
}
