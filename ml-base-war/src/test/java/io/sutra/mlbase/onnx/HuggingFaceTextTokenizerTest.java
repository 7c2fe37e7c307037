package io.sutra.mlbase.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sutra.domain.EmbeddingException;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.model.Precision;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HuggingFaceTextTokenizerTest {

  private static HuggingFaceTextTokenizer load() throws Exception {
    ModelDescription model =
        new ModelCatalogue().find("bge-small-en-v1.5", Precision.FLOAT32).orElseThrow();
    Path models = Path.of(Objects.requireNonNull(System.getProperty("sutra.models.dir")));
    return HuggingFaceTextTokenizer.load(
        ModelFiles.verify(model, models).tokenizer(), models.resolveSibling("native-cache"));
  }

  @Test
  void tokenize_afterClose_isRefused() throws Exception {
    HuggingFaceTextTokenizer tokenizer = load();
    tokenizer.close();

    var refusal = assertThrows(EmbeddingException.class, () -> tokenizer.tokenize("a text"));

    assertThat(refusal.reason()).isEqualTo(EmbeddingException.Reason.NOT_READY);
  }

  @Test
  void close_whileCallersTokenise_endsNoProcess() throws Exception {
    HuggingFaceTextTokenizer tokenizer = load();
    String text = "some words ".repeat(2_000);
    var started = new CountDownLatch(2);
    Runnable untilRefused =
        () -> {
          tokenizer.tokenize(text);
          started.countDown();
          assertThrows(
              EmbeddingException.class,
              () -> {
                while (true) {
                  tokenizer.tokenize(text);
                }
              });
        };
    Thread first = Thread.ofPlatform().start(untilRefused);
    Thread second = Thread.ofPlatform().start(untilRefused);
    started.await();

    tokenizer.close();
    first.join();
    second.join();

    assertThat(first.isAlive()).isFalse();
  }
}
