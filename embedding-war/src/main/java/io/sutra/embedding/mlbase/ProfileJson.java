package io.sutra.embedding.mlbase;

import io.sutra.api.vector.Rotation;
import io.sutra.embedding.service.ModelProfile;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A model's profile in the words of ml-base's {@code /info}. */
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
   * Reads {@code {"model": {...}}}.
   *
   * @throws IOException when the model's rotation cannot be had
   * @throws IllegalArgumentException when it is not that
   */
  static ModelProfile parse(byte[] json, Rotations rotations) throws IOException {
    try (var reader = Json.createReader(new ByteArrayInputStream(json))) {
      JsonObject model = reader.readObject().getJsonObject("model");
      if (model == null) {
        throw new IllegalArgumentException("no model is named");
      }
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
    } catch (JsonException | ClassCastException | NullPointerException | ArithmeticException e) {
      throw new IllegalArgumentException("not a model's profile: " + e.getMessage(), e);
    }
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

  /** The same as JSON in UTF-8; of the rotation only the name. */
  static byte[] write(ModelProfile profile) {
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
    return Json.createObjectBuilder()
        .add("model", model)
        .build()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
