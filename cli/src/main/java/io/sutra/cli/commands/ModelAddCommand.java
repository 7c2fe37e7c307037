package io.sutra.cli.commands;

import io.sutra.cli.build.ModelProgram;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sutra model add}: take a folder in, for a site without the hub. */
@Command(
    name = "add",
    description = {
      "Take a folder in as a model: model.onnx and tokenizer.json; size and window from config.json,"
          + " pooling from 1_Pooling/config.json (the mean where that is not there). All that is"
          + " missing is said at once.",
      "Under the name of a model that Sutra knows it is used as that one."
    },
    mixinStandardHelpOptions = true)
final class ModelAddCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "Holds the model's files.")
  private Path folder = Path.of("");

  @Option(names = "--name", paramLabel = "NAME", description = "The model's name (the folder's).")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--dimensions",
      split = ",",
      paramLabel = "N",
      description = "Smaller dimensions that may be asked for, largest first, with commas between.")
  private List<Integer> dimensions = List.of();

  @Option(
      names = "--matryoshka",
      description =
          "The model was trained to keep its meaning in its first numbers, so that its smaller"
              + " dimensions need no fit.")
  private boolean matryoshka;

  @Option(
      names = "--query-prefix",
      paramLabel = "TEXT",
      description = "Put before each text that is a query.")
  private String queryPrefix = "";

  @Option(
      names = "--document-prefix",
      paramLabel = "TEXT",
      description = "Put before each text that is a document.")
  private String documentPrefix = "";

  @Option(
      names = "--layer-norm",
      description = "Normalise the full vector before it is cut, where the model's recipe says so.")
  private boolean layerNorm;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return new ModelProgram(Workspace.ofLauncher(), new Progress(spec.commandLine().getOut()))
        .install(
            List.of(
                "add",
                folder.toAbsolutePath().toString(),
                name.orElseGet(() -> folder.toAbsolutePath().normalize().toFile().getName()),
                dimensions.stream().map(String::valueOf).collect(Collectors.joining(",")),
                queryPrefix,
                documentPrefix,
                Boolean.toString(layerNorm),
                Boolean.toString(matryoshka)));
  }
}
