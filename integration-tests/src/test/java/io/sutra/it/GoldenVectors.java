package io.sutra.it;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** Reference vectors that an independent implementation of the model computed. */
final class GoldenVectors {

  private GoldenVectors() {}

  /** A text and its reference vector, {@code float[384]} of length one. */
  static final class Golden {
    private final String name;
    private final String text;
    private final float[] vector;

    private Golden(String name, String text, float[] vector) {
      this.name = name;
      this.text = text;
      this.vector = vector;
    }

    String name() {
      return name;
    }

    String text() {
      return text;
    }

    double cosineTo(float[] other) {
      return cosine(vector, other);
    }
  }

  static List<Golden> read() {
    Path file = Path.of(System.getProperty("it.golden", ""), "bge-small-en-v1.5.jsonl");
    try {
      return Files.readAllLines(file).stream().map(GoldenVectors::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Golden parse(String line) {
    try (var reader = Json.createReader(new StringReader(line))) {
      JsonObject object = reader.readObject();
      byte[] bytes = Base64.getDecoder().decode(object.getString("vector"));
      float[] vector = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
      return new Golden(object.getString("name"), object.getString("text"), vector);
    }
  }

  static float[] toVector(JsonArray numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(numbers.getJsonNumber(i).toString());
    }
    return vector;
  }

  static double cosine(float[] a, float[] b) {
    double dot = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      lengthA += (double) a[i] * a[i];
      lengthB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(lengthA * lengthB);
  }
}
