package io.sutra.mlbase.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the other implementation gives for a text. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Golden(String name, String text, List<Long> ids, float[] vector) {

  /** Of the angle between two vectors of any length. */
  static double cosine(float[] a, float[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** All of a model's, in the order of the files. */
  static List<Golden> readAll(String model) {
    Map<String, List<Long>> ids = new LinkedHashMap<>();
    for (Line line : readLines("/golden/" + model + ".ids.jsonl")) {
      ids.put(line.name, line.ids);
    }
    List<Golden> goldens = new ArrayList<>();
    for (Line line : readLines("/golden/" + model + ".jsonl")) {
      float[] vector = new float[384];
      ByteBuffer.wrap(Base64.getDecoder().decode(line.vector))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(vector);
      goldens.add(
          new Golden(line.name, line.text, Objects.requireNonNull(ids.remove(line.name)), vector));
    }
    assertThat(ids).as("ids without a vector").isEmpty();
    return goldens;
  }

  /** One line of either file, with the fields that it has. */
  private static final class Line {
    private String name = "";
    private String text = "";
    private String vector = "";
    private final List<Long> ids = new ArrayList<>();
  }

  private static List<Line> readLines(String resource) {
    List<Line> lines = new ArrayList<>();
    try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream(resource));
        JsonParser parser = new JsonFactory().createParser(in)) {
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        var line = new Line();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String field = parser.currentName();
          parser.nextToken();
          switch (field) {
            case "name" -> line.name = parser.getText();
            case "text" -> line.text = parser.getText();
            case "vector" -> line.vector = parser.getText();
            case "tokens" -> {}
            case "ids" -> {
              while (parser.nextToken() != JsonToken.END_ARRAY) {
                line.ids.add(parser.getLongValue());
              }
            }
            default -> throw new IllegalStateException("unknown field " + field);
          }
        }
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }
}
