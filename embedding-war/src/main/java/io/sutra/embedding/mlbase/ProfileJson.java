package io.sutra.embedding.mlbase;

import io.sutra.domain.vector.Rotation;
import io.sutra.embedding.service.ModelProfile;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The profiles of models in the words of ml-base's {@code /info}. */
final class ProfileJson {

  private ProfileJson() {}

  /** Gets a rotation by its SHA-256. */
  interface Rotations {

    /**
     * The rotation of that checksum.
     *
     * @throws IllegalArgumentException when what is there is something else
     */
    Rotation get(String checksum) throws IOException;
  }

  /**
   * Reads {@code {"models": [...]}}, the default first, or the older {@code {"model": {...}}}.
   *
   * @throws IOException when a model's rotation cannot be had
   * @throws IllegalArgumentException when it is not that
   */
  static List<ModelProfile> parse(byte[] json, Rotations rotations) throws IOException {
    try (var reader = Json.createReader(new ByteArrayInputStream(json))) {
      JsonObject info = reader.readObject();
      List<JsonObject> models =
          info.containsKey("models")
              ? info.getJsonArray("models").getValuesAs(JsonObject.class)
              : List.of(info.getJsonObject("model"));
      List<ModelProfile> profiles = new ArrayList<>();
      for (JsonObject model : models) {
        profiles.add(profile(model, rotations));
      }
      if (profiles.isEmpty()) {
        throw new IllegalArgumentException("no model is named");
      }
      return List.copyOf(profiles);
    } catch (JsonException | ClassCastException | NullPointerException | ArithmeticException e) {
      throw new IllegalArgumentException("not a model's profile: " + e.getMessage(), e);
    }
  }

  private static ModelProfile profile(JsonObject model, Rotations rotations) throws IOException {
    String rotation = model.getString("rotation", "");
    return new ModelProfile(
        model.getString("name"),
        model.getString("fingerprint"),
        model.getInt("max_tokens"),
        model.getInt("vocabulary_size"),
        model.getJsonArray("dimensions").getValuesAs(JsonNumber::intValueExact),
        model.getString("query_prefix"),
        model.getString("document_prefix"),
        rotation.isEmpty() ? Optional.empty() : Optional.of(checked(rotation, rotations)));
  }

  private static Rotation checked(String checksum, Rotations rotations) throws IOException {
    if (!checksum.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a rotation's name is 64 hexadecimal digits");
    }
    Rotation rotation = rotations.get(checksum);
    if (!rotation.checksum().equals(checksum)) {
      throw new IllegalArgumentException("the rotation " + checksum + " is another one");
    }
    return rotation;
  }

  /** The same as JSON in UTF-8; of the rotations only the names. */
  static byte[] write(List<ModelProfile> profiles) {
    JsonArrayBuilder models = Json.createArrayBuilder();
    profiles.forEach(profile -> models.add(json(profile)));
    return Json.createObjectBuilder()
        .add("models", models)
        .build()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObjectBuilder json(ModelProfile profile) {
    JsonObjectBuilder model =
        Json.createObjectBuilder()
            .add("name", profile.name())
            .add("fingerprint", profile.fingerprint())
            .add("max_tokens", profile.window())
            .add("vocabulary_size", profile.vocabularySize())
            .add("dimensions", Json.createArrayBuilder(profile.dimensions()))
            .add("query_prefix", profile.queryPrefix())
            .add("document_prefix", profile.documentPrefix());
    profile.rotation().ifPresent(rotation -> model.add("rotation", rotation.checksum()));
    return model;
  }
}
