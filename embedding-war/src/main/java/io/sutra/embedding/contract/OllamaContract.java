package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.FieldNames;
import io.sutra.domain.RequestLimits;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.ModelProfile;
import io.sutra.web.ErrorStatus;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of Ollama's API that embeds, for its clients: {@code /api/embed}, {@code
 * /api/embeddings}, and what they ask about models. A model's name may have Ollama's tag {@code
 * :latest}. What configures Ollama's own inference ({@code options}, {@code keep_alive}) is read
 * and means nothing here.
 */
final class OllamaContract implements Contract {

  private static final String TAG = ":latest";
  private static final String NAME = "a model's name";

  /** Ollama's word for the kind of a model, which clients put before the names of its sizes. */
  private static final String FAMILY = "embedding";

  /** When a model was made is not known here; clients want a time. */
  private static final String MODIFIED = "1970-01-01T00:00:00Z";

  private static final FieldNames EMBED_NAMES =
      FieldNames.renamed(Map.of(Field.TEXTS, "input", Field.DIMENSION, "dimensions"));

  private static final FieldNames EMBEDDINGS_NAMES =
      FieldNames.renamed(Map.of(Field.TEXTS, "prompt"));

  /** A request with the model's name as the caller wrote it, which the answer repeats. */
  private static final class Body {
    private final Draft draft = new Draft();
    private String model = "";

    private void model(String name) {
      model = name;
      draft.model(withoutTag(name));
    }
  }

  private static final BodyFields<Body> COMMON =
      BodyFields.<Body>none()
          .required("model", NAME, (body, value) -> body.model(value.string()))
          .ignored("options", "keep_alive");

  private static final BodyFields<Body> EMBED =
      COMMON
          .required(
              "input",
              "a text or an array of texts",
              (body, value) -> value.textOrTexts(body.draft))
          .optional("truncate", (body, value) -> body.draft.truncate(value.flag()))
          .optional("dimensions", (body, value) -> body.draft.dimension(value.dimension()));

  private static final BodyFields<Body> EMBEDDINGS =
      COMMON.required(
          "prompt",
          "a text",
          (body, value) -> body.draft.single(new EmbedInput.Texts(List.of(value.text()))));

  /** Older clients say {@code name}. */
  private static final BodyFields<Body> SHOW =
      BodyFields.<Body>none()
          .optional("model", (body, value) -> body.model(value.string()))
          .optional("name", (body, value) -> body.model(value.string()))
          .ignored("verbose", "system", "options");

  @Override
  public String name() {
    return "ollama";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.embedding(
            "/api/embed",
            OllamaContract::embed,
            Description.ofEmbedding("Embed texts, for Ollama's clients")),
        Route.embedding(
            "/api/embeddings",
            OllamaContract::embeddings,
            Description.ofEmbedding("Embed one text, for Ollama's older clients")),
        Route.of(
            "GET",
            "/api/tags",
            OllamaContract::tags,
            Description.of("The models, as Ollama lists")),
        Route.of(
            "POST",
            "/api/show",
            OllamaContract::show,
            Description.of("A model, as Ollama shows it").readingJson()),
        Route.of(
            "GET",
            "/api/version",
            OllamaContract::version,
            Description.of("The version of this service")));
  }

  private static Parsed embed(JsonParser parser, RequestLimits limits) throws IOException {
    Body body = EMBED.read(new Body(), parser, limits);
    return body.draft.parsed(EMBED_NAMES, (answer, digits) -> embedded(body.model, answer, digits));
  }

  private static Iterator<byte[]> embedded(String model, EmbedAnswer answer, Digits digits) {
    String head = "{\"model\":" + JsonText.quoted(model) + ",\"embeddings\":[";
    String tail =
        "],\"total_duration\":"
            + answer.processingTime().toNanos()
            + ",\"load_duration\":0,\"prompt_eval_count\":"
            + answer.usage().promptTokens()
            + "}";
    return JsonText.around(head, answer, digits, tail);
  }

  private static Parsed embeddings(JsonParser parser, RequestLimits limits) throws IOException {
    Body body = EMBEDDINGS.read(new Body(), parser, limits);
    return body.draft.parsed(
        EMBEDDINGS_NAMES,
        (answer, digits) -> JsonText.around("{\"embedding\":", answer, digits, "}"));
  }

  private static Reply tags(Call call) {
    JsonArrayBuilder models = Json.createArrayBuilder();
    call.backend().models().forEach(model -> models.add(listed(model)));
    return Reply.json(Json.createObjectBuilder().add("models", models).build().toString());
  }

  private static JsonObjectBuilder listed(ModelProfile model) {
    return Json.createObjectBuilder()
        .add("name", model.name() + TAG)
        .add("model", model.name() + TAG)
        .add("modified_at", MODIFIED)
        .add("size", 0)
        .add("digest", model.fingerprint())
        .add("details", details());
  }

  /** What Ollama's clients read, as far as it is known here. */
  private static JsonObjectBuilder details() {
    return Json.createObjectBuilder()
        .add("parent_model", "")
        .add("format", "onnx")
        .add("family", FAMILY)
        .add("families", Json.createArrayBuilder().add(FAMILY))
        .add("parameter_size", "")
        .add("quantization_level", "");
  }

  private static Reply show(Call call) throws IOException {
    Body asked = SHOW.read(new Body(), call);
    if (asked.model.isEmpty()) {
      throw EmbeddingException.invalid(
          "model", "missing_field", "The field 'model' is required: " + NAME + ".");
    }
    ModelProfile model = call.backend().model(Optional.of(withoutTag(asked.model)));
    return Reply.json(
        Json.createObjectBuilder()
            .add("license", "")
            .add("modelfile", "")
            .add("parameters", "")
            .add("template", "")
            .add("modified_at", MODIFIED)
            .add("details", details())
            .add(
                "model_info",
                Json.createObjectBuilder()
                    .add("general.architecture", FAMILY)
                    .add("general.basename", model.name())
                    .add(FAMILY + ".context_length", model.window())
                    .add(FAMILY + ".embedding_length", model.dimension()))
            .add("capabilities", Json.createArrayBuilder().add("embedding"))
            .build()
            .toString());
  }

  private static Reply version(Call call) {
    return Reply.json(
        Json.createObjectBuilder().add("version", call.backend().version()).build().toString());
  }

  private static String withoutTag(String name) {
    return name.endsWith(TAG) ? name.substring(0, name.length() - TAG.length()) : name;
  }

  @Override
  public Reply error(EmbeddingException error, FieldNames names) {
    return Reply.json(
        ErrorStatus.of(error),
        JsonText.utf8("{\"error\":" + JsonText.quoted(error.message(names)) + "}"));
  }

  @Override
  public FieldNames names() {
    return EMBED_NAMES;
  }
}
