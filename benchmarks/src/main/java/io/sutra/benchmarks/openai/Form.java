package io.sutra.benchmarks.openai;

import io.sutra.benchmarks.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The ways to ask for vectors that are compared. */
enum Form {
  EMBED("/embed", "/embed, JSON"),
  FLOAT("/v1/embeddings", "/v1/embeddings, float"),
  BASE64("/v1/embeddings", "/v1/embeddings, base64");

  private static final String MODEL = "bge-small-en-v1.5";

  private final String path;
  private final String label;

  Form(String path, String label) {
    this.path = path;
    this.label = label;
  }

  String path() {
    return path;
  }

  String label() {
    return label;
  }

  /** As the program for Node.js calls it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The body that asks for vectors of {@code dimension} numbers. */
  byte[] request(List<String> texts, int dimension) {
    String body =
        this == EMBED
            ? "{\"texts\":%s,\"dimension\":%d}".formatted(Json.array(texts), dimension)
            : "{\"model\":\"%s\",\"input\":%s,\"dimensions\":%d,\"encoding_format\":\"%s\"}"
                .formatted(MODEL, Json.array(texts), dimension, word());
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
