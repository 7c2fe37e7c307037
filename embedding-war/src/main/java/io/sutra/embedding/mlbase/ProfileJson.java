package io.sutra.embedding.mlbase;

import io.sutra.embedding.service.ModelProfile;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** A model's profile in the words of ml-base's {@code /info}. */
final class ProfileJson {

  private ProfileJson() {}

  /**
   * Reads {@code {"model": {...}}}.
   *
   * @throws IllegalArgumentException when it is not that
   */
  static ModelProfile parse(byte[] json) {
    try (var reader = Json.createReader(new ByteArrayInputStream(json))) {
      JsonObject model = reader.readObject().getJsonObject("model");
      if (model == null) {
        throw new IllegalArgumentException("no model is named");
      }
      return new ModelProfile(
          model.getString("name"),
          model.getString("fingerprint"),
          model.getInt("max_tokens"),
          model.getInt("vocabulary_size"),
          model.getJsonArray("dimensions").getValuesAs(JsonNumber::intValueExact),
          model.getString("query_prefix"),
          model.getString("document_prefix"));
    } catch (JsonException | ClassCastException | NullPointerException | ArithmeticException e) {
      throw new IllegalArgumentException("not a model's profile: " + e.getMessage(), e);
    }
  }

  /** The same as JSON in UTF-8. */
  static byte[] write(ModelProfile profile) {
    return Json.createObjectBuilder()
        .add(
            "model",
            Json.createObjectBuilder()
                .add("name", profile.name())
                .add("fingerprint", profile.fingerprint())
                .add("max_tokens", profile.window())
                .add("vocabulary_size", profile.vocabularySize())
                .add("dimensions", Json.createArrayBuilder(profile.dimensions()))
                .add("query_prefix", profile.queryPrefix())
                .add("document_prefix", profile.documentPrefix()))
        .build()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
