package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonToken;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.FieldNames;
import io.sutra.domain.InputType;
import io.sutra.web.ErrorStatus;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The API of Hugging Face's text-embeddings-inference, for its clients. They send to the address
 * that they are given and to no other, so {@code /} embeds, and compares where {@code inputs} is an
 * object. {@code /embed}, {@code /tokenize} and {@code /similarity} are Sutra's too; the field
 * {@code inputs} tells the bodies apart.
 */
final class TeiContract implements Contract {

  private static final String INPUTS = "inputs";
  private static final Similarity SIMILARITY =
      new Similarity("inputs.source_sentence", "inputs.sentences");

  /** The numbers and nothing else. */
  private static final Similarity.Frame NUMBERS = new Similarity.Frame("[", "]");

  private static final FieldNames NAMES =
      FieldNames.renamed(
          Map.of(Field.TEXTS, INPUTS, Field.TOKENS, INPUTS, Field.DIMENSION, "dimensions"));

  private static final Words<InputType> PROMPTS =
      Words.<InputType>none().with("query", InputType.QUERY).with("document", InputType.DOCUMENT);

  /** Clients write it in two ways. */
  private static final Words<String> DIRECTIONS =
      Words.<String>none().with("right", "right").with("Right", "right");

  private static final Words<String> ENCODINGS = Words.<String>none().with("float", "float");

  /** What may be said of texts that are embedded or compared. */
  private static final BodyFields<Body> OPTIONS =
      BodyFields.<Body>none()
          .optional("truncate", (body, value) -> body.draft.truncate(value.flag()))
          .optional("truncation_direction", (body, value) -> value.oneOf(DIRECTIONS))
          .optional("prompt_name", (body, value) -> body.draft.inputType(value.oneOf(PROMPTS)));

  private static final BodyFields<Similarity.Texts> COMPARED =
      BodyFields.<Similarity.Texts>none()
          .required("source_sentence", "a text", Similarity.Texts::text)
          .required("sentences", "an array of texts", Similarity.Texts::others);

  private static final BodyFields<Body> EMBED =
      OPTIONS
          .required(
              INPUTS, InputReader.kinds(), (body, value) -> InputReader.read(body.draft, value))
          .optional("normalize", (body, value) -> body.draft.normalize(value.flag()))
          .optional("dimensions", (body, value) -> body.draft.dimension(value.dimension()))
          .optional("model", (body, value) -> body.draft.model(value.string()))
          .optional("encoding_format", (body, value) -> value.oneOf(ENCODINGS));

  private static final BodyFields<Body> COMPARE =
      BodyFields.<Body>none()
          .required(INPUTS, "an object with source_sentence and sentences", Body::compared)
          .optional("parameters", OPTIONS::read)
          .optional("model", (body, value) -> body.draft.model(value.string()));

  /** At the root clients send either. */
  private static final BodyFields<Body> EITHER =
      EMBED
          .required(
              INPUTS,
              InputReader.kinds() + ", or an object with source_sentence and sentences",
              Body::embeddedOrCompared)
          .optional("parameters", OPTIONS::read);

  private static final BodyFields<Tokenized> TOKENIZE =
      BodyFields.<Tokenized>none()
          .required(INPUTS, "a text or an array of texts", Tokenized::texts)
          .optional("add_special_tokens", Tokenized::specialTokens)
          .optional("prompt_name", (asked, value) -> asked.inputType = value.oneOf(PROMPTS))
          .optional("model", (asked, value) -> asked.model = value.string());

  /** A body while it is read. */
  private static final class Body {
    private final Draft draft = new Draft();
    private Similarity.@Nullable Texts compared;

    private void compared(FieldValue value) throws IOException {
      compared = COMPARED.read(new Similarity.Texts(draft), value);
    }

    private void embeddedOrCompared(FieldValue value) throws IOException {
      if (value.parser().currentToken() == JsonToken.START_OBJECT) {
        compared(value);
      } else {
        InputReader.read(draft, value);
      }
    }
  }

  /** A body of {@code /tokenize}. */
  private static final class Tokenized {
    private List<String> texts = List.of();
    private @Nullable InputType inputType;
    private @Nullable String model;

    private void texts(FieldValue value) throws IOException {
      var draft = new Draft();
      value.textOrTexts(draft);
      texts = ((EmbedInput.Texts) draft.request().input()).texts();
    }

    private void specialTokens(FieldValue value) {
      if (!value.flag()) {
        throw value.invalid(
            "not_supported", "must be true: tokens are those that the model reads.");
      }
    }

    /** The same in ml-base's words. */
    private byte[] plain() {
      JsonObjectBuilder body =
          Json.createObjectBuilder().add("texts", Json.createArrayBuilder(texts));
      if (inputType != null) {
        body.add("input_type", inputType.jsonName());
      }
      if (model != null) {
        body.add("model", model);
      }
      return JsonText.utf8(body.build().toString());
    }
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.embedding(
                "/embed",
                (parser, limits) -> parsed(EMBED.read(new Body(), parser, limits)),
                Description.ofEmbedding("Embed texts, for clients of text-embeddings-inference"))
            .markedBy(INPUTS),
        Route.embedding(
            "/",
            (parser, limits) -> parsed(EITHER.read(new Body(), parser, limits)),
            Description.ofEmbedding("Embed or compare texts, for Hugging Face's clients")),
        Route.embedding(
                "/similarity",
                (parser, limits) -> parsed(COMPARE.read(new Body(), parser, limits)),
                Description.ofEmbedding("Compare a text with others, for Hugging Face's clients"))
            .markedBy(INPUTS),
        Route.of(
            "POST",
            "/embed_all",
            TeiContract::refuseTokenVectors,
            Description.refused(
                "Refused: a vector for each token", "One vector per text is computed and kept")),
        Route.of(
                "POST",
                "/tokenize",
                TeiContract::tokenize,
                Description.of("Token ids, for clients of text-embeddings-inference"))
            .markedBy(INPUTS));
  }

  @Override
  public FieldNames names() {
    return NAMES;
  }

  @Override
  public String name() {
    return "tei";
  }

  private static Parsed parsed(Body body) {
    return body.compared == null
        ? body.draft.parsed(NAMES, (answer, digits) -> JsonText.around("[", answer, digits, "]"))
        : SIMILARITY.parsed(body.compared, NAMES, NUMBERS);
  }

  private static Reply refuseTokenVectors(Call call) {
    throw EmbeddingException.invalid(
        "not_supported",
        "A vector for each token is not to be had here: one vector per text is computed and kept."
            + " Send the texts to /embed.");
  }

  private static Reply tokenize(Call call) throws IOException {
    Tokenized asked = TOKENIZE.read(new Tokenized(), call);
    try (var reader =
        Json.createReader(new ByteArrayInputStream(call.backend().tokenize(asked.plain())))) {
      JsonArrayBuilder texts = Json.createArrayBuilder();
      for (JsonArray ids :
          reader.readObject().getJsonArray("tokens").getValuesAs(JsonArray.class)) {
        JsonArrayBuilder tokens = Json.createArrayBuilder();
        ids.forEach(id -> tokens.add(Json.createObjectBuilder().add("id", id)));
        texts.add(tokens);
      }
      return Reply.json(texts.build().toString());
    }
  }

  /** The word is text-embeddings-inference's; the status is the one of every contract here. */
  @Override
  public Reply error(EmbeddingException error, FieldNames names) {
    String type =
        switch (error.reason()) {
          case BUSY -> "Overloaded";
          case TIMED_OUT, NOT_READY -> "Unhealthy";
          case FAILED -> "Backend";
          default -> "Validation";
        };
    return Reply.json(
        ErrorStatus.of(error),
        JsonText.utf8(
            "{\"error\":"
                + JsonText.quoted(error.message(names))
                + ",\"error_type\":\""
                + type
                + "\"}"));
  }
}
