package io.sutra.embedding.web;

import io.sutra.embedding.contract.AnswerForm;
import io.sutra.embedding.contract.Digits;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.Sources;
import io.sutra.web.EmbedBody;
import io.sutra.web.Evidence;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Sends vectors and the headers that say where they came from. Thread-safe. */
final class AnswerWriter {

  /** A longer answer is sent as it is written, in chunks, and never held as a whole. */
  private static final int MOST_NUMBERS_IN_MEMORY = 1 << 16;

  /** What the connection's own buffer takes at once, however slowly it is read. */
  private static final int MOST_NUMBERS_AT_ONCE = 1 << 13;

  private final Digits digits;

  AnswerWriter(Digits digits) {
    this.digits = digits;
  }

  /** Whether it can be sent without waiting for its reader. */
  static boolean isShort(EmbedAnswer answer) {
    return numbers(answer) <= MOST_NUMBERS_AT_ONCE;
  }

  private static long numbers(EmbedAnswer answer) {
    return (long) answer.vectors().size() * answer.dimension();
  }

  /** Sends the whole answer. */
  void write(EmbedAnswer answer, AnswerForm form, HttpServletResponse response) throws IOException {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("application/json");
    response.setHeader(Evidence.CACHE, cache(answer));
    response.setHeader(Evidence.QUEUE_TIME, milliseconds(answer.queueTime()));
    response.setHeader(Evidence.INFERENCE_TIME, milliseconds(answer.inferenceTime()));
    Iterator<byte[]> pieces = form.pieces(answer, digits);
    if (numbers(answer) > MOST_NUMBERS_IN_MEMORY) {
      OutputStream out = response.getOutputStream();
      while (pieces.hasNext()) {
        out.write(pieces.next());
      }
    } else {
      byte[] body = whole(pieces);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }

  private static String milliseconds(java.time.Duration time) {
    return Double.toString(EmbedBody.milliseconds(time));
  }

  /** Texts that no model was asked for, of all; then where each kind came from. */
  private static String cache(EmbedAnswer answer) {
    Sources sources = answer.sources();
    return answer.cachedCount()
        + "/"
        + answer.vectors().size()
        + "; memory="
        + sources.memory()
        + ", shard="
        + sources.shared()
        + ", joined="
        + sources.joined()
        + ", computed="
        + sources.computed();
  }

  private static byte[] whole(Iterator<byte[]> pieces) {
    List<byte[]> all = new ArrayList<>();
    int length = 0;
    while (pieces.hasNext()) {
      byte[] piece = pieces.next();
      length += piece.length;
      all.add(piece);
    }
    byte[] body = new byte[length];
    int at = 0;
    for (byte[] piece : all) {
      System.arraycopy(piece, 0, body, at, piece.length);
      at += piece.length;
    }
    return body;
  }
}
