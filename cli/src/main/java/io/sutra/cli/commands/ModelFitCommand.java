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
      "Fit a rotation for a model that was not trained with Matryoshka, so that its"
          + " shortened vectors keep more of their meaning. Full vectors do not change.",
      "Takes about as long as embedding the texts; with --pairs some minutes longer."
          + " ml-base uses the rotation from its next start; vectors cached before that are"
          + " computed again.",
      "One text in ten (at most 1,000) is held out; the report shows which share of their ten"
          + " nearest neighbours shortened vectors keep, before and after the fit."
    },
    mixinStandardHelpOptions = true)
final class ModelFitCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the model.")
  private String name = "";

  @Option(
      names = "--texts",
      required = true,
      paramLabel = "FILE",
      description =
          "Texts like those that will be embedded, one per line, in UTF-8. 20,000 are"
              + " enough; at least ten times the model's dimension are needed.")
  private Path texts = Path.of("");

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description =
          "Queries and the text each should find: query, tab, text on one line, in UTF-8; at"
              + " least 1,000. Shortened vectors then rank results better.")
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
