package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.FieldNames;
import io.sutra.domain.InputType;
import io.sutra.domain.Place;
import io.sutra.domain.RequestLimits;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.web.ErrorStatus;
import io.sutra.web.VectorEncoding;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The part of Cohere's API that embeds texts, for its clients: {@code /v2/embed} and {@code
 * /v1/embed}. The encodings are Cohere's: {@code binary} and {@code ubinary} are signs as bits, as
 * signed and as unsigned bytes. How {@code int8} and {@code uint8} are scaled is this service's own
 * ({@link VectorEncoding}).
 */
final class CohereContract implements Contract {

  private static final FieldNames NAMES =
      FieldNames.renamed(Map.of(Field.DIMENSION, "output_dimension"));

  private static final Words<Optional<InputType>> INPUT_TYPES =
      Words.<Optional<InputType>>none()
          .with("search_document", Optional.of(InputType.DOCUMENT))
          .with("search_query", Optional.of(InputType.QUERY))
          .with("classification", Optional.empty())
          .with("clustering", Optional.empty());

  private static final Words<VectorEncoding> TYPES =
      Words.<VectorEncoding>none()
          .with("float", VectorEncoding.FLOAT)
          .with("int8", VectorEncoding.INT8)
          .with("uint8", VectorEncoding.UINT8)
          .with("binary", VectorEncoding.SIGNED_BINARY)
          .with("ubinary", VectorEncoding.BINARY)
          .with("base64", VectorEncoding.BASE64);

  private static final String START = "START";
  private static final Words<Boolean> TRUNCATE =
      Words.<Boolean>none().with("NONE", false).with("END", true).with(START, true);

  private static final String ONLY_TEXTS = "is not read: texts are all that is embedded here.";

  private static final BodyFields<Body> COMMON =
      BodyFields.<Body>none()
          .required("texts", "an array of strings", (body, value) -> body.texts(value.texts()))
          .optional("input_type", (body, value) -> body.inputType(value.oneOf(INPUT_TYPES)))
          .optional("embedding_types", (body, value) -> body.types = value.someOf(TYPES))
          .optional("truncate", CohereContract::truncate)
          .refused("images", ONLY_TEXTS);

  private static final BodyFields<Body> V1 =
      COMMON.optional("model", (body, value) -> body.draft.model(value.string()));

  private static final BodyFields<Body> V2 =
      COMMON
          .required("model", "a model's name", (body, value) -> body.draft.model(value.string()))
          .optional("output_dimension", (body, value) -> body.draft.dimension(value.dimension()))
          .optional("max_tokens", (body, value) -> body.maximumTokens = value.count())
          .refused("inputs", ONLY_TEXTS)
          .ignored("priority");

  /** What Cohere's bodies have beyond a request: they repeat the texts, and name encodings. */
  private static final class Body {
    private final Draft draft = new Draft();
    private List<String> texts = List.of();
    private Map<String, VectorEncoding> types = Map.of();
    private int maximumTokens = Integer.MAX_VALUE;

    private void texts(List<String> all) {
      texts = all;
      draft.input(new EmbedInput.Texts(all));
    }

    private void inputType(Optional<InputType> type) {
      type.ifPresent(draft::inputType);
    }
  }

  @Override
  public List<Route> routes() {
    var description = Description.ofEmbedding("Embed texts, for Cohere's clients");
    return List.of(
        Route.embedding("/v2/embed", CohereContract::second, description),
        Route.embedding("/v1/embed", CohereContract::first, description));
  }

  private static void truncate(Body body, FieldValue value) throws IOException {
    boolean cut = value.oneOf(TRUNCATE);
    if (value.string().equals(START)) {
      throw value.invalid(
          "not_supported",
          "is \"START\", but texts are cut at their end only. Send \"END\" or \"NONE\".");
    }
    body.draft.truncate(cut);
  }

  private static Parsed second(JsonParser parser, RequestLimits limits) throws IOException {
    Body body = V2.read(new Body(), parser, limits);
    if (body.types.isEmpty()) {
      body.types = Map.of("float", VectorEncoding.FLOAT);
    }
    return body.draft.parsed(NAMES, (answer, digits) -> byType(body, answer, digits, "2"));
  }

  /** Without a type the vectors are not below one. */
  private static Parsed first(JsonParser parser, RequestLimits limits) throws IOException {
    Body body = V1.read(new Body(), parser, limits);
    return body.draft.parsed(
        NAMES,
        body.types.isEmpty()
            ? (answer, digits) ->
                JsonText.around(
                    head(body, "embeddings_floats") + "\"embeddings\":[",
                    answer,
                    digits,
                    "]," + meta(answer, "1") + "}")
            : (answer, digits) -> byType(body, answer, digits, "1"));
  }

  /** All vectors as the first type, then all as the second. */
  private static Iterator<byte[]> byType(
      Body body, EmbedAnswer answer, Digits digits, String version) {
    checkTokens(body, answer);
    int texts = answer.vectors().size();
    List<Map.Entry<String, VectorEncoding>> types = List.copyOf(body.types.entrySet());
    String head =
        head(body, "embeddings_by_type")
            + "\"embeddings\":{\""
            + types.getFirst().getKey()
            + "\":[";
    return new Pieces(
        new Pieces.Frame(
            JsonText.utf8(head),
            index ->
                index % texts > 0
                    ? Pieces.ascii(",")
                    : Pieces.ascii("],\"" + types.get(index / texts).getKey() + "\":["),
            JsonText.utf8("]}," + meta(answer, version) + "}")),
        types.size() * texts,
        index -> digits.json(answer, index % texts, types.get(index / texts).getValue()));
  }

  private static String head(Body body, String kind) {
    return "{\"id\":\""
        + UUID.randomUUID()
        + "\",\"response_type\":\""
        + kind
        + "\",\"texts\":["
        + body.texts.stream().map(JsonText::quoted).collect(Collectors.joining(","))
        + "],";
  }

  private static String meta(EmbedAnswer answer, String version) {
    return "\"meta\":{\"api_version\":{\"version\":\""
        + version
        + "\"},\"billed_units\":{\"input_tokens\":"
        + answer.usage().promptTokens()
        + "}}";
  }

  /** Cohere cuts at any number of tokens; here a text that would have to be cut is refused. */
  private static void checkTokens(Body body, EmbedAnswer answer) {
    for (int i = 0; i < answer.vectors().size(); i++) {
      int tokens = answer.vectors().get(i).tokens().read();
      if (tokens > body.maximumTokens) {
        throw EmbeddingException.invalid(
            Place.of(Field.TEXTS, i),
            "text_too_long",
            "has "
                + tokens
                + " tokens, more than 'max_tokens'. Texts are cut to the model's window and to no"
                + " other length; leave 'max_tokens' out, or send a shorter text.");
      }
    }
  }

  @Override
  public Reply error(EmbeddingException error, FieldNames names) {
    return Reply.json(
        ErrorStatus.of(error),
        JsonText.utf8(
            "{\"id\":\""
                + UUID.randomUUID()
                + "\",\"message\":"
                + JsonText.quoted(error.message(names))
                + "}"));
  }

  @Override
  public String name() {
    return "cohere";
  }

  @Override
  public FieldNames names() {
    return NAMES;
  }
}
