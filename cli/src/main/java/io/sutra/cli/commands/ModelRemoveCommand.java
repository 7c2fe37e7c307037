package io.sutra.cli.commands;

import io.sutra.cli.build.ModelProgram;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.InferenceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sutra model remove}: take a model off this machine. */
@Command(
    name = "remove",
    description =
        "Delete a model that was pulled or added: its weights, its tokenizer, the rotation that was"
            + " fitted here and the graphs that were prepared from it.",
    mixinStandardHelpOptions = true)
final class ModelRemoveCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "The model, as ./sutra model list names it.")
  private String name = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.ofLauncher();
    Optional<String> user = new ModelUsers(workspace.home()).of(name);
    if (user.isPresent()) {
      throw new CommandFailure(
          name
              + " is in use: "
              + user.get()
              + " names it. Let MODEL_NAME name another model, restart (./sutra restart), and remove"
              + " it then.");
    }
    var program = new ModelProgram(workspace, new Progress(spec.commandLine().getOut()));
    List<String> words = new ArrayList<>(List.of("remove", name));
    words.add(program.workDirectory().toString());
    for (String server : List.of("ml-base", "sutra")) {
      words.add(workspace.home().resolve("usr/servers/" + server + "/work").toString());
    }
    workspace
        .settings()
        .find(InferenceSettings.WORK_DIR)
        .map(folder -> folder.toAbsolutePath().toString())
        .ifPresent(words::add);
    return program.install(words);
  }
}
