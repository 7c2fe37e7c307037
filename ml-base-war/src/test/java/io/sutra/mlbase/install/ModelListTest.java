package io.sutra.mlbase.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelListTest {

  private static final Path OF_THE_BUILD = Path.of("target/models");

  @TempDir private Path empty = Path.of("set by JUnit");

  private static ModelList list(Path directory) {
    return new ModelList(new InstalledModels(new ModelCatalogue(), directory));
  }

  @Test
  void toJson_modelOfTheBuild_isHereInBothPrecisionsAndFitted() {
    assertThat(list(OF_THE_BUILD).toJson())
        .startsWith("{\"models\":[{\"name\":\"bge-small-en-v1.5\",")
        .contains(
            "\"licence\":\"MIT\",\"dimensions\":[384,256,128,64],\"pooling\":\"cls\","
                + "\"max_tokens\":512,\"here\":true,\"precisions\":[\"float32\",\"int8\"],"
                + "\"fitted\":true,\"matryoshka\":false}");
  }

  @Test
  void toJson_nothingIsHere_listsTheCatalogueAllTheSame() {
    assertThat(list(empty).toJson())
        .contains("\"name\":\"nomic-embed-text-v1.5\"", "\"here\":false,\"precisions\":[]")
        .doesNotContain("\"here\":true");
  }

  @Test
  void print_hasALineForEachModel() {
    var bytes = new ByteArrayOutputStream();
    list(OF_THE_BUILD).print(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .hasSize(1 + new ModelCatalogue().names().size() + 1)
        .anyMatch(line -> line.matches("bge-small-en-v1.5 .*float32\\+int8, fitted"))
        .anyMatch(line -> line.matches("nomic-embed-text-v1.5 .* no"))
        // Fitted; neither fitted nor trained; trained.
        .anyMatch(line -> line.contains(" 384, 256, 128, 64 "))
        .anyMatch(line -> line.matches("all-minilm-l6-v2 .*384, 256\\*, 128\\*.*"))
        .anyMatch(line -> line.contains(" 768, 512, 256"))
        .anyMatch(line -> line.startsWith("* ") && line.contains("./sutra model fit"));
  }
}
