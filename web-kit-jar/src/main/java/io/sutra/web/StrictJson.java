package io.sutra.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.sutra.domain.EmbeddingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a body as RFC 8259 means it and nothing more lenient: bounded in bytes, well-formed UTF-8
 * (the parser alone would let overlong forms and encoded surrogates pass), no duplicate keys, no
 * NaN, bounded nesting. Thread-safe.
 */
public final class StrictJson {

  /** No body of this contract nests deeper than an array of arrays in an object. */
  private static final int MAXIMUM_NESTING = 32;

  static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAXIMUM_NESTING)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final int MOST_CHARACTERS = 1 << 16;

  private StrictJson() {}

  /** Reads one value from a parser. */
  @FunctionalInterface
  public interface BodyReader<T> {
    T read(JsonParser parser) throws IOException;
  }

  /**
   * Reads the whole of {@code body} and lets {@code reader} take one value from it.
   *
   * @throws EmbeddingException when the body is too large, comes too slowly, or is not JSON, or
   *     something follows the value
   * @throws IOException when the connection fails
   */
  public static <T> T read(InputStream body, long maximumBytes, BodyReader<T> reader)
      throws IOException {
    return read(BoundedBody.read(body, maximumBytes), reader);
  }

  /**
   * Lets {@code reader} take one value from a body that was read.
   *
   * @throws EmbeddingException when it is not JSON, or something follows the value
   */
  public static <T> T read(BoundedBody body, BodyReader<T> reader) throws IOException {
    try (JsonParser parser = parser(body)) {
      parser.nextToken();
      T value = reader.read(parser);
      if (parser.nextToken() != null) {
        throw invalid("Something follows the JSON object; the body must hold one object only.");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw invalid(
          "The JSON nests deeper than "
              + MAXIMUM_NESTING
              + " levels, or a number or a field's name is too long.");
    } catch (JsonParseException e) {
      throw notJson(e);
    }
  }

  /**
   * The first field at the top of an object that is one of {@code wanted}; empty when there is none
   * before the end of what is JSON.
   */
  public static Optional<String> firstField(BoundedBody body, Set<String> wanted) {
    try (JsonParser parser = parser(body)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          if (wanted.contains(parser.currentName())) {
            return Optional.of(parser.currentName());
          }
          parser.nextToken();
          parser.skipChildren();
        }
      }
      return Optional.empty();
    } catch (IOException | EmbeddingException e) {
      // Whoever reads it as a whole says what is wrong.
      return Optional.empty();
    }
  }

  /**
   * Over characters, because a parser of bytes guesses the encoding and lets malformed UTF-8 pass.
   * A long body is decoded a second time, piece by piece, instead of being held as characters too.
   */
  private static JsonParser parser(BoundedBody body) throws IOException {
    CharBuffer characters = CharBuffer.allocate(Math.min(body.length(), MOST_CHARACTERS));
    int start = lengthOfByteOrderMark(body);
    int length = body.length() - start;
    decode(ByteBuffer.wrap(body.bytes(), start, length), characters);
    return length <= MOST_CHARACTERS
        ? FACTORY.createParser(characters.array(), 0, characters.position())
        : FACTORY.createParser(
            new InputStreamReader(
                new ByteArrayInputStream(body.bytes(), start, length), StandardCharsets.UTF_8));
  }

  /** Some editors and languages put it before UTF-8; a receiver may skip it (RFC 8259, 8.1). */
  private static int lengthOfByteOrderMark(BoundedBody body) {
    byte[] bytes = body.bytes();
    boolean marked =
        body.length() >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }

  /** Checks all bytes; {@code piece} holds the last characters that fit it. */
  private static void decode(ByteBuffer source, CharBuffer piece) {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try {
      CoderResult result = decoder.decode(source, piece, true);
      while (result.isOverflow()) {
        result = decoder.decode(source, piece.clear(), true);
      }
      if (result.isError()) {
        result.throwException();
      }
    } catch (CharacterCodingException e) {
      throw invalid("The body is not valid UTF-8: the byte at offset " + source.position() + ".");
    }
  }

  /** The parser's own message may quote the body, and the body may hold a secret. */
  private static EmbeddingException notJson(JsonParseException e) {
    String original = String.valueOf(e.getOriginalMessage());
    String where =
        e.getLocation() == null
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    if (original.startsWith("Duplicate field")) {
      return invalid("A key appears twice in one JSON object" + where + ".");
    }
    if (original.contains("NaN") || original.contains("Infinity") || original.contains("INF")) {
      return invalid("NaN and Infinity are not JSON" + where + ".");
    }
    return invalid("The body is not valid JSON" + where + ".");
  }

  private static EmbeddingException invalid(String message) {
    return EmbeddingException.invalid("invalid_json", message);
  }
}
