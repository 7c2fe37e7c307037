package io.sutra.benchmarks.quality;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.vector.Rotation;
import io.sutra.web.RawEmbeddings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The vectors of a running ml-base. */
final class ServedVectors {

  private static final int TEXTS_PER_REQUEST = 64;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  ServedVectors(int port) {
    url = "http://localhost:" + port;
  }

  /** The rotation of the model that is served. */
  Optional<Rotation> rotation() throws IOException {
    String checksum = "";
    try (JsonParser json =
        new JsonFactory().createParser(send(HttpRequest.newBuilder(URI.create(url + "/info"))))) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME && json.currentName().equals("rotation")) {
          checksum = json.nextTextValue();
        }
      }
    }
    return checksum == null || checksum.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Rotation.parse(
                send(HttpRequest.newBuilder(URI.create(url + "/rotations/" + checksum)))));
  }

  /**
   * One vector per text, as the model pooled it or cut to {@code dimension}; not scaled.
   *
   * @param inputType {@code query}, {@code document}, or empty for the texts as they are
   */
  List<float[]> embed(List<String> texts, String inputType, int dimension) throws IOException {
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (int from = 0; from < texts.size(); from += TEXTS_PER_REQUEST) {
      List<String> some = texts.subList(from, Math.min(from + TEXTS_PER_REQUEST, texts.size()));
      vectors.addAll(
          RawEmbeddings.parse(
                  send(
                      HttpRequest.newBuilder(URI.create(url + "/embed"))
                          .header("Content-Type", "application/json")
                          .header("Accept", RawEmbeddings.MEDIA_TYPE)
                          .POST(
                              HttpRequest.BodyPublishers.ofByteArray(
                                  body(some, inputType, dimension)))))
              .vectors());
    }
    return vectors;
  }

  private static byte[] body(List<String> texts, String inputType, int dimension)
      throws IOException {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("dimension", dimension);
      json.writeBooleanField("normalize", false);
      if (!inputType.isEmpty()) {
        json.writeStringField("input_type", inputType);
      }
      json.writeArrayFieldStart("texts");
      for (String text : texts) {
        json.writeString(text);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private byte[] send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException(answer.uri() + " is a " + answer.statusCode());
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
