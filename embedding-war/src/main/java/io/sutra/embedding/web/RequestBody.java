package io.sutra.embedding.web;

import io.sutra.domain.EmbeddingException;
import io.sutra.web.BoundedBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of one request: its declared type, its encoding, and its bytes. */
final class RequestBody {

  private static final String JSON = "application/json";

  private final HttpServletRequest request;
  private final long maximumBytes;

  /** The body, once it was read. */
  private @Nullable BoundedBody whole;

  RequestBody(HttpServletRequest request, long maximumBytes) {
    this.request = request;
    this.maximumBytes = maximumBytes;
  }

  /** Bytes that it has as it is sent; negative when its sender does not say. */
  int declaredLength() {
    return (int) Math.min(request.getContentLengthLong(), Integer.MAX_VALUE);
  }

  /**
   * Bytes of memory that it may take, decoded, for which room is reserved; negative when unknown.
   */
  int length() {
    String encoding = request.getHeader("Content-Encoding");
    return encoding == null || encoding.equalsIgnoreCase("identity")
        ? declaredLength()
        : (int) Math.min(maximumBytes, Integer.MAX_VALUE);
  }

  /** Whether all of it has come, so that reading it does not wait. */
  boolean isHere() {
    int length = declaredLength();
    try {
      return length >= 0 && request.getInputStream().available() >= length;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The whole of it, decoded; waits for it. A second call gives the same again.
   *
   * @throws EmbeddingException when it is not declared as JSON, too large, too slow, or not
   *     readable
   */
  BoundedBody readJson() {
    if (whole == null) {
      whole = readWhole();
    }
    return whole;
  }

  private BoundedBody readWhole() {
    BodyDecoder decoder = checked(List.of(JSON));
    if (request.getContentLengthLong() > maximumBytes) {
      throw EmbeddingException.tooLarge(maximumBytes);
    }
    try {
      return decoder.decode(BoundedBody.read(request.getInputStream(), maximumBytes), maximumBytes);
    } catch (IOException e) {
      throw unreadable();
    }
  }

  /**
   * The bytes as they come, decoded.
   *
   * @throws EmbeddingException when it is declared as something else than one of {@code mediaTypes}
   */
  InputStream stream(List<String> mediaTypes) {
    BodyDecoder decoder = checked(mediaTypes);
    try {
      return decoder.stream(request.getInputStream());
    } catch (IOException e) {
      throw unreadable();
    }
  }

  private BodyDecoder checked(List<String> mediaTypes) {
    String declared = request.getHeader("Content-Type");
    if (declared != null && !mediaTypes.contains(mediaType(declared))) {
      throw mediaTypes.contains(JSON)
          ? EmbeddingException.unsupportedMediaType()
          : EmbeddingException.unsupportedMediaType(
              "The body must be text in UTF-8: send the header 'Content-Type: "
                  + String.join("' or '", mediaTypes)
                  + "'.");
    }
    return BodyDecoder.of(request.getHeader("Content-Encoding"));
  }

  private static String mediaType(String declared) {
    int parameters = declared.indexOf(';');
    String type = parameters < 0 ? declared : declared.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  private static EmbeddingException unreadable() {
    return EmbeddingException.invalid(
        "unreadable_body", "The body ends before its length, or its chunks are malformed.");
  }
}
