package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.web.VectorEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** JSON that contracts put together from text. */
final class JsonText {

  private JsonText() {}

  /** {@code text} as a JSON string. */
  static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }

  /** The pieces of an answer whose vectors are arrays of numbers with a comma between two. */
  static Iterator<byte[]> around(String head, EmbedAnswer answer, Digits digits, String tail) {
    return new Pieces(
        new Pieces.Frame(utf8(head), utf8(tail)),
        answer.vectors().size(),
        index -> digits.json(answer, index, VectorEncoding.FLOAT));
  }

  /** {@code json} as it is sent. */
  static byte[] utf8(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
