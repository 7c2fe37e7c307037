package io.sutra.cli;

import io.sutra.cli.build.ModelProgram;
import io.sutra.cli.terminal.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sutra model fit}: Matryoshka for a model that was not trained for it. */
@Command(
    name = "fit",
    description = {
      "Fit a rotation that puts the meaning of a model's vectors in front, so that its shorter"
          + " vectors keep more of it. The vector of the model's own size stays as it is.",
      "Takes about as long as embedding the texts. ml-base uses the rotation from its next start"
          + " on; vectors that were cached before are computed anew."
    },
    mixinStandardHelpOptions = true)
final class ModelFitCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
  private String name = "";

  @Option(
      names = "--texts",
      required = true,
      paramLabel = "FILE",
      description =
          "Texts like those that will be embedded, one a line, UTF-8; 20,000 are plenty, ten times"
              + " the model's numbers the least.")
  private Path texts = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (!Files.isReadable(texts)) {
      throw new CommandFailure("The file " + texts + " cannot be read.");
    }
    var program =
        new ModelProgram(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut()));
    return program.run(
        "io.sutra.mlbase.fitting.FitProgram",
        List.of(
            program.modelsDirectory().toString(),
            program.workDirectory().toString(),
            name,
            texts.toAbsolutePath().toString()));
  }
}
