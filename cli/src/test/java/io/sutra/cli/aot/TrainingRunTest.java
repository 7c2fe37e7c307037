package io.sutra.cli.aot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a training run whose servers do not start. */
class TrainingRunTest {

  @TempDir private Path root;

  private final StringWriter output = new StringWriter();
  private TrainingRun training;
  private AotCaches caches;

  @BeforeEach
  void makeCheckout() throws IOException {
    assumeTrue(AotCaches.areSupported(), "this Java has no AOT caches");
    var workspace =
        new BuiltCheckout(root, Map.of("PATH", System.getenv().getOrDefault("PATH", "")))
            .workspace();
    training = new TrainingRun(workspace, new Progress(new PrintWriter(output)));
    caches = new AotCaches(workspace);
  }

  @Test
  void runIfMissing_switchedOff_trainsNothing() throws IOException {
    Path off = root.resolve("off");
    Files.createDirectories(off.resolve(".sutra"));
    Files.writeString(off.resolve(".sutra/sutra.properties"), "SUTRA_AOT_CACHES=false\n");
    var workspace = new BuiltCheckout(off, Map.of()).workspace();

    new TrainingRun(workspace, new Progress(new PrintWriter(output))).runIfMissing();

    assertThat(output.toString()).isEmpty();
    assertThat(new AotCaches(workspace).folder()).doesNotExist();
  }

  @Test
  void failure_isOneLineAndNoCache() {
    training.runIfMissing();

    assertThat(output.toString().lines())
        .last()
        .asString()
        .startsWith("The servers start without an AOT cache, and so more slowly: ")
        .contains("ended with status")
        .contains(caches.folder().resolve("training").toString());
    assertThat(caches.missing()).containsExactly(AotProgram.values());
  }

  @Test
  void runIfMissing_afterAFailure_doesNotTryAgain() throws IOException {
    training.runIfMissing();
    Path log = caches.folder().resolve("training/ml-base.log");
    Files.delete(log);

    training.runIfMissing();

    assertThat(log).doesNotExist();
    assertThat(output.toString().lines()).last().asString().contains("./sutra build");
  }

  @Test
  void runAnew_afterAFailure_triesAgain() throws IOException {
    training.runIfMissing();
    Path log = caches.folder().resolve("training/ml-base.log");
    Files.delete(log);

    training.runAnew();

    assertThat(log).exists();
  }
}
