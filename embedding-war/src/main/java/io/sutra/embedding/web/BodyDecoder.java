package io.sutra.embedding.web;

import io.sutra.domain.EmbeddingException;
import io.sutra.web.BoundedBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** What {@code Content-Encoding} can say of a body, and how it is undone (RFC 9110, 8.4). */
enum BodyDecoder {
  IDENTITY {
    @Override
    InputStream stream(InputStream encoded) {
      return encoded;
    }
  },
  GZIP {
    @Override
    InputStream stream(InputStream encoded) throws IOException {
      return new GZIPInputStream(encoded, BUFFER_BYTES);
    }
  },
  DEFLATE {
    @Override
    InputStream stream(InputStream encoded) {
      return new InflaterInputStream(encoded);
    }
  };

  private static final int BUFFER_BYTES = 8 << 10;

  /**
   * The encoding that a header names.
   *
   * @throws EmbeddingException when it is not read here
   */
  static BodyDecoder of(@Nullable String header) {
    if (header == null) {
      return IDENTITY;
    }
    return switch (header.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      default ->
          throw EmbeddingException.unsupportedMediaType(
              "The body is encoded in a way that is not read here. Send it as it is, or with"
                  + " 'Content-Encoding: gzip' or 'Content-Encoding: deflate', once.");
    };
  }

  /** What is read from it is decoded. */
  abstract InputStream stream(InputStream encoded) throws IOException;

  /**
   * The body as it was before it was encoded.
   *
   * @param maximumBytes of the decoded body
   * @throws EmbeddingException when it is larger, or not encoded so
   */
  BoundedBody decode(BoundedBody encoded, long maximumBytes) {
    if (this == IDENTITY) {
      return encoded;
    }
    try (var decoded = stream(new ByteArrayInputStream(encoded.bytes(), 0, encoded.length()))) {
      return BoundedBody.read(decoded, maximumBytes);
    } catch (IOException e) {
      throw EmbeddingException.invalid(
          "invalid_encoding",
          "The body is not what 'Content-Encoding: "
              + name().toLowerCase(Locale.ROOT)
              + "' says, or it is damaged.");
    }
  }
}
