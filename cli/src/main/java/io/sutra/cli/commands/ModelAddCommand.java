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
      "Install a model from a folder, without the hub. The folder must hold model.onnx,"
          + " tokenizer.json and config.json (dimension and maximum length);"
          + " 1_Pooling/config.json sets the pooling (default: mean). Everything that is missing"
          + " or wrong is reported at once.",
      "If the name is that of a model that Sutra knows, that model's settings apply."
    },
    mixinStandardHelpOptions = true)
final class ModelAddCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "Folder with the model's files.")
  private Path folder = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the model (default: the folder's name).")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--dimensions",
      split = ",",
      paramLabel = "N",
      description =
          "Smaller dimensions that callers may request, largest first, separated by commas.")
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
      description = "Text that is put before each query.")
  private String queryPrefix = "";

  @Option(
      names = "--document-prefix",
      paramLabel = "TEXT",
      description = "Text that is put before each document.")
  private String documentPrefix = "";

  @Option(
      names = "--layer-norm",
      description =
          "Apply layer normalisation to the full vector before it is cut, as some Matryoshka"
              + " models require.")
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
