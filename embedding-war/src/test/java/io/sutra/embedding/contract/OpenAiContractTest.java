package io.sutra.embedding.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.RequestLimits;
import io.sutra.domain.TextTokens;
import io.sutra.domain.Usage;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.Sources;
import io.sutra.embedding.service.StoredVector;
import io.sutra.web.StrictJson;
import io.sutra.web.VectorEncoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenAiContractTest {

  private static EmbedAnswer answer(int vectors) {
    var vector = new StoredVector(new float[] {1}, new TextTokens(3, 3), "f", Instant.MAX);
    return new EmbedAnswer(
        java.util.Collections.nCopies(vectors, vector),
        1,
        true,
        "m\"x",
        Duration.ZERO,
        new Sources(vectors, 0, 0, 0),
        new Usage(7, 0),
        Duration.ZERO,
        Duration.ZERO);
  }

  private static String written(String body, int vectors) throws IOException {
    Embeds route = (Embeds) new OpenAiContract().routes().getFirst().handler();
    Parsed parsed =
        StrictJson.read(
            new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
            1_000,
            parser -> route.parse(parser, new RequestLimits(1_000, 3, 6)));
    var out = new ByteArrayOutputStream();
    Digits digits = (answer, index, encoding) -> digits(index, encoding);
    parsed.answer().pieces(answer(vectors), digits).forEachRemaining(out::writeBytes);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static byte[] digits(int index, VectorEncoding encoding) {
    return Pieces.ascii("[" + index + "]" + (encoding == VectorEncoding.FLOAT ? "" : "!"));
  }

  @Test
  void answer_ofOneText_isOpenAis() throws IOException {
    assertThat(written("{\"model\": \"m\", \"input\": \"a\"}", 1))
        .isEqualTo(
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0]}],"
                + "\"model\":\"m\\\"x\",\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}");
  }

  @Test
  void answer_ofSeveralTexts_numbersThem() throws IOException {
    assertThat(
            written("{\"model\": \"m\", \"input\": [\"a\"], \"encoding_format\": \"base64\"}", 3))
        .contains(
            "{\"object\":\"embedding\",\"index\":1,\"embedding\":[1]!},"
                + "{\"object\":\"embedding\",\"index\":2,\"embedding\":[2]!}]");
  }

  @Test
  void routes_ofAllContracts_haveOneHandlerForEachAddress() {
    List<String> addresses =
        Contracts.all().stream()
            .flatMap(contract -> contract.routes().stream())
            .filter(route -> route.markers().isEmpty())
            .map(route -> route.method() + " " + route.path())
            .toList();
    assertThat(addresses).doesNotHaveDuplicates();
  }
}
