package io.sutra.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.openai.ContractClient.Ability;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Hugging Face's clients with the address of text-embeddings-inference: from PyPI, from npm, and
 * LangChain's over the first.
 */
class HuggingFaceIT {

  /** What all of them can do. */
  abstract static class Scripted extends ContractClient {

    private final ScriptedClient script;

    Scripted(GuardedProduct product, ScriptedClient script) {
      super(product, script, Ability.CHOOSES_A_DIMENSION, Ability.REFUSES_LONG_TEXTS);
      this.script = script;
    }

    @AfterEach
    void stop() {
      script.close();
    }

    ScriptedClient script() {
      return script;
    }
  }

  /** Those that compare texts too. */
  abstract static class Comparing extends Scripted {

    Comparing(GuardedProduct product, ScriptedClient script) {
      super(product, script);
    }

    @Test
    void similarity_isTheCosineOfTheVectors() throws Exception {
      List<String> texts = List.of("a cat", "a kitten", "tax law");
      JsonObject answer =
          script().ask(call().withTexts(texts), Json.createObjectBuilder().add("compared", true));

      List<float[]> vectors = product().embed(texts);
      List<JsonNumber> numbers = answer.getJsonArray("numbers").getValuesAs(JsonNumber.class);
      assertThat(numbers).hasSize(2);
      for (int i = 0; i < numbers.size(); i++) {
        assertThat((float) numbers.get(i).doubleValue())
            .isEqualTo(cosine(vectors.getFirst(), vectors.get(i + 1)));
      }
    }

    private static float cosine(float[] a, float[] b) {
      double[] sums = new double[3];
      for (int i = 0; i < a.length; i++) {
        sums[0] += (double) a[i] * b[i];
        sums[1] += (double) a[i] * a[i];
        sums[2] += (double) b[i] * b[i];
      }
      return (float) (sums[0] / (Math.sqrt(sums[1]) * Math.sqrt(sums[2])));
    }
  }

  /** PyPI's. */
  @Nested
  class Python extends Comparing {
    Python(GuardedProduct product) {
      super(product, ScriptedClient.python("contracts", "huggingface", product.url()));
    }
  }

  /** npm's. */
  @Nested
  class Node extends Comparing {
    Node(GuardedProduct product) {
      super(product, ScriptedClient.node("huggingface", product.url()));
    }
  }

  /** LangChain's. */
  @Nested
  class LangChain extends Scripted {
    LangChain(GuardedProduct product) {
      super(product, ScriptedClient.python("langchain-huggingface", "langchain", product.url()));
    }
  }
}
