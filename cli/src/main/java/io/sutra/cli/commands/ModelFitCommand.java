package io.sutra.cli.commands;

import io.sutra.cli.build.ModelProgram;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
      "Takes about as long as embedding the texts; with pairs, which find more, some minutes"
          + " longer. ml-base uses what was fitted from its next start on; vectors that were cached"
          + " before are computed anew.",
      "Holds one text in ten out (at most 1,000) and says how many of their nearest neighbours"
          + " shorter vectors keep, before and after."
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

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description =
          "Queries and the text that each should find, a query, a tab and a text a line, UTF-8; the"
              + " more the better, 1,000 the least. Shorter vectors then keep what queries find.")
  private Optional<Path> pairs = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<Path> files = Stream.concat(Stream.of(texts), pairs.stream()).toList();
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new CommandFailure("The file " + file + " cannot be read.");
      }
    }
    var program =
        new ModelProgram(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut()));
    List<String> arguments = new ArrayList<>();
    arguments.add(program.modelsDirectory().toString());
    arguments.add(program.workDirectory().toString());
    arguments.add(name);
    files.forEach(file -> arguments.add(file.toAbsolutePath().toString()));
    return program.run("io.sutra.mlbase.fitting.FitProgram", arguments);
  }
}
