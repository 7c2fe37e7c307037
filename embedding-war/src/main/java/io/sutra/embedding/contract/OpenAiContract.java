package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sutra.domain.Field;
import io.sutra.domain.FieldNames;
import io.sutra.domain.RequestLimits;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.ModelProfile;
import io.sutra.web.VectorEncoding;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OpenAI's API, as its clients speak it: {@code /v1/embeddings} and {@code /v1/models}. */
public final class OpenAiContract implements Contract {

  private static final FieldNames NAMES =
      FieldNames.renamed(
          Map.of(Field.TEXTS, "input", Field.TOKENS, "input", Field.DIMENSION, "dimensions"));

  private static final byte[] HEAD =
      Pieces.ascii(
          "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":");

  private static final String OWNER = "sutra";

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public FieldNames names() {
    return NAMES;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.embedding(
            "/v1/embeddings",
            OpenAiContract::parse,
            Description.ofEmbedding("Embed texts, for OpenAI's clients")
                .details("One vector per text, in the order given; the same vectors as /embed.")
                .takes(OpenAiSchemas.EmbeddingRequest.class)
                .gives(OpenAiSchemas.EmbeddingList.class)),
        Route.of(
            "GET",
            "/v1/models",
            OpenAiContract::models,
            Description.of("The models that are served")
                .gives(OpenAiSchemas.ModelList.class)
                .with(200, "The models")
                .with(503, "No model has been heard of yet")),
        Route.of(
            "GET",
            "/v1/models/*",
            call ->
                Reply.json(json(call.backend().model(Optional.of(call.rest()))).build().toString()),
            Description.of("A model that is served")
                .with(
                    new Description.Parameter(
                        "id", Description.Parameter.Position.PATH, "The model's name"))
                .gives(OpenAiSchemas.Model.class)
                .with(200, "The model")
                .with(404, "It is not served here")
                .with(503, "No model has been heard of yet")));
  }

  private static Parsed parse(JsonParser parser, RequestLimits limits) throws IOException {
    EmbeddingsRequestParser body = EmbeddingsRequestParser.read(parser, limits);
    VectorEncoding encoding = body.encoding();
    return new Parsed(
        body.request(),
        body.isSingle() ? NAMES.ofSingleInput() : NAMES,
        Parsed.TokenIdRule.DOUBTFUL,
        (answer, digits) -> answer(answer, digits, encoding));
  }

  private static Iterator<byte[]> answer(
      EmbedAnswer answer, Digits digits, VectorEncoding encoding) {
    return new Pieces(
        new Pieces.Frame(HEAD, OpenAiContract::before, tail(answer)),
        answer.vectors().size(),
        index -> digits.json(answer, index, encoding));
  }

  private static byte[] before(int index) {
    return Pieces.ascii("},{\"object\":\"embedding\",\"index\":" + index + ",\"embedding\":");
  }

  private static byte[] tail(EmbedAnswer answer) {
    int tokens = answer.usage().promptTokens();
    return ("}],\"model\":\""
            + new String(JsonStringEncoder.getInstance().quoteAsString(answer.model()))
            + "\",\"usage\":{\"prompt_tokens\":"
            + tokens
            + ",\"total_tokens\":"
            + tokens
            + "}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Reply models(Call call) {
    // Before a model was heard of, that is an error and no empty list.
    call.backend().model(Optional.empty());
    JsonArrayBuilder models = Json.createArrayBuilder();
    call.backend().models().forEach(model -> models.add(json(model)));
    return Reply.json(
        Json.createObjectBuilder().add("object", "list").add("data", models).build().toString());
  }

  /** When a model was made is not known here; clients want a number. */
  private static JsonObjectBuilder json(ModelProfile model) {
    return Json.createObjectBuilder()
        .add("id", model.name())
        .add("object", "model")
        .add("created", 0)
        .add("owned_by", OWNER);
  }
}
