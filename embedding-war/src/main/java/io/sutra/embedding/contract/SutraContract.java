package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.FieldNames;
import io.sutra.domain.RequestLimits;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.web.EmbedBody;
import io.sutra.web.EmbedRequestParser;
import io.sutra.web.OpenApiSchemas;
import io.sutra.web.VectorEncoding;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/** Sutra's own API: {@code POST /embed}, {@code POST /similarity} and {@code POST /tokenize}. */
public final class SutraContract implements Contract {

  private static final byte[] HEAD = Pieces.ascii("{\"embeddings\":[");

  @Override
  public String name() {
    return "sutra";
  }

  @Override
  public FieldNames names() {
    return FieldNames.PLAIN;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.embedding(
            "/embed",
            SutraContract::parse,
            Description.ofEmbedding("Embed texts")
                .details("One vector per text, in the order given.")
                .takes(OpenApiSchemas.Embed.class)
                .gives(OpenApiSchemas.Embedded.class)),
        SimilarityRoute.route(),
        Route.of(
            "POST",
            "/tokenize",
            // ml-base checks the body and objects in the words of this contract.
            call -> Reply.json(200, call.backend().tokenize(call.body())),
            Description.of("Count tokens")
                .details(
                    "The token ids of each text, special tokens included, and how many there are.")
                .readingJson()
                .takes(OpenApiSchemas.Tokenize.class)
                .gives(OpenApiSchemas.Tokenized.class)
                .with(200, "The tokens")
                .with(503, "ml-base cannot be reached")));
  }

  private static Parsed parse(JsonParser parser, RequestLimits limits) throws IOException {
    EmbedRequest request = EmbedRequestParser.read(parser, limits);
    return new Parsed(request, FieldNames.PLAIN, SutraContract::answer);
  }

  private static Iterator<byte[]> answer(EmbedAnswer answer, Digits digits) {
    byte[] tail =
        EmbedBody.tail(
            answer.dimension(),
            answer.model(),
            answer.processingTime(),
            answer.cachedCount(),
            answer.vectors().size(),
            answer.usage());
    return new Pieces(
        new Pieces.Frame(HEAD, tail),
        answer.vectors().size(),
        index -> digits.json(answer, index, VectorEncoding.FLOAT));
  }
}
