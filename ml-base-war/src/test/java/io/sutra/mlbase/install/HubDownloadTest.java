package io.sutra.mlbase.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.mlbase.model.CatalogueEntry;
import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.model.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine that behaves like the hub. */
final class HubDownloadTest {

  private static final String NAME = "nomic-embed-text-v1.5";
  private static final byte[] WEIGHTS = LocalHub.bytes(3_000_000, 1);
  private static final byte[] TOKENIZER = "{\"a\": \"tokenizer\"}".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory = Path.of("set by JUnit");
  private final CatalogueEntry model = new ModelCatalogue().entry(NAME).orElseThrow();
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private LocalHub hub = LocalHub.closed();

  @BeforeEach
  void startHub() throws IOException {
    hub = LocalHub.start("nomic-ai/nomic-embed-text-v1.5");
    hub.putLarge("onnx/model.onnx", WEIGHTS);
    hub.putSmall("tokenizer.json", TOKENIZER);
  }

  @AfterEach
  void stopHub() {
    hub.close();
  }

  private InstalledModels models() {
    return new InstalledModels(new ModelCatalogue(), directory);
  }

  private void pull() throws InstallException {
    var progress =
        new DownloadProgress(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
    new ModelDownload(models(), new HubClient(hub.url(), Duration.ofMillis(1)), progress)
        .pull(model);
  }

  private void assertWhole() throws IOException {
    assertThat(Files.readAllBytes(models().folder(NAME).resolve("model.onnx"))).isEqualTo(WEIGHTS);
    assertThat(Files.readAllBytes(models().folder(NAME).resolve("tokenizer.json")))
        .isEqualTo(TOKENIZER);
    ModelFiles.verify(models().find(NAME, Precision.FLOAT32).orElseThrow(), directory);
    assertThat(directory.resolve("." + NAME + ".part")).doesNotExist();
  }

  private void assertNothing() {
    assertThat(models().folder(NAME)).doesNotExist();
    assertThat(models().find(NAME, Precision.FLOAT32)).isEmpty();
  }

  @Test
  void pull_hubThatRedirects_bringsTheModelAndPinsIt() throws Exception {
    pull();

    assertWhole();
    assertThat(hub.requests()).contains("GET /storage/onnx/model.onnx");
    assertThat(Files.readString(models().folder(NAME).resolve("sutra-model.properties")))
        .contains("revision=" + LocalHub.COMMIT);
    assertThat(shown.toString(StandardCharsets.UTF_8)).contains("model.onnx [", "100 %");
  }

  @Test
  void pull_connectionThatIsCutAgainAndAgain_goesOnWhereItWas() throws Exception {
    hub.cutAfter(700_000);

    pull();

    assertWhole();
    assertThat(hub.requests().stream().filter(HubDownloadTest::asksForTheRest))
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void pull_hubThatKnowsNoRanges_startsAnew() throws Exception {
    hub.cutAfter(700_000);
    hub.ignoreRanges();

    assertThatThrownBy(this::pull)
        .isInstanceOf(InstallException.class)
        .hasMessageContaining("goes on where it stopped");
    assertNothing();

    hub.cutAfter(Integer.MAX_VALUE);
    pull();
    assertWhole();
  }

  @Test
  void pull_secondCallAfterOneThatBrokeOff_fetchesOnlyTheRest() throws Exception {
    hub.cutAfter(500_000);
    hub.failAfter(2);
    assertThatThrownBy(this::pull).isInstanceOf(InstallException.class);
    assertNothing();

    hub.cutAfter(Integer.MAX_VALUE);
    hub.failAfter(Integer.MAX_VALUE);
    pull();

    assertWhole();
    assertThat(hub.requests())
        .endsWith(
            "GET /nomic-ai/nomic-embed-text-v1.5/resolve/" + LocalHub.COMMIT + "/tokenizer.json")
        .containsOnlyOnce("GET /storage/onnx/model.onnx");
  }

  private static boolean asksForTheRest(String request) {
    return request.startsWith("GET /storage/onnx/model.onnx bytes=");
  }

  @Test
  void pull_bytesOfAnotherChecksum_leavesNothingAndSaysBoth() throws Exception {
    hub.corrupt(true);

    assertThatThrownBy(this::pull)
        .isInstanceOf(InstallException.class)
        .hasMessageContaining("expected " + LocalHub.sha256(WEIGHTS));
    assertNothing();

    hub.corrupt(false);
    pull();
    assertWhole();
  }

  @Test
  void pull_missingOrGatedFile_saysWhatToDo() {
    hub.answer("onnx/model.onnx", 404);
    assertThatThrownBy(this::pull).hasMessageContaining("SUTRA_HUB_URL");
    hub.answer("onnx/model.onnx", 401);
    assertThatThrownBy(this::pull).hasMessageContaining("./sutra model add");
    assertNothing();
  }

  @Test
  void pull_hubThatIsGone_saysSo() {
    hub.close();

    assertThatThrownBy(this::pull)
        .isInstanceOf(InstallException.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void pull_modelOfTheBuild_isRefused() {
    var progress = new DownloadProgress(System.out, false);
    var download =
        new ModelDownload(models(), new HubClient(hub.url(), Duration.ofMillis(1)), progress);

    assertThatThrownBy(
            () -> download.pull(new ModelCatalogue().entry("bge-small-en-v1.5").orElseThrow()))
        .hasMessageContaining("comes with the build");
    assertThat(hub.requests()).isEqualTo(List.of());
  }

  @Test
  void verify_changedByte_isFound() throws Exception {
    pull();
    var program =
        new ModelProgram(
            models(),
            new HubClient(hub.url(), Duration.ofMillis(1)),
            new PrintStream(shown, true, StandardCharsets.UTF_8));
    program.run(List.of("verify", NAME));
    assertThat(shown.toString(StandardCharsets.UTF_8)).contains("every file is the published one");

    Files.writeString(models().folder(NAME).resolve("tokenizer.json"), "{}");

    assertThatThrownBy(() -> program.run(List.of("verify", NAME)))
        .hasMessageContaining("tokenizer.json");
  }
}
