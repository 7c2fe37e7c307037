package io.sutra.benchmarks.inference;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;

/** A text and its tokens, as the model's tokenizer gives them. Immutable. */
final class SampleText {

  private static final byte[] BEFORE = "{\"texts\":[\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] AFTER = "\"]}".getBytes(StandardCharsets.UTF_8);

  private final String text;
  private final long[] tokens;

  SampleText(String text, long[] tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  String text() {
    return text;
  }

  /** Tokens, the two special ones included. */
  int length() {
    return tokens.length;
  }

  int words() {
    return text.split(" ", -1).length;
  }

  /** Appends the tokens to {@code target}. */
  void writeTo(LongBuffer target) {
    target.put(tokens);
  }

  /** The body of a request for this text alone. */
  byte[] requestBody() {
    byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    byte[] body = new byte[BEFORE.length + quoted.length + AFTER.length];
    System.arraycopy(BEFORE, 0, body, 0, BEFORE.length);
    System.arraycopy(quoted, 0, body, BEFORE.length, quoted.length);
    System.arraycopy(AFTER, 0, body, BEFORE.length + quoted.length, AFTER.length);
    return body;
  }
}
