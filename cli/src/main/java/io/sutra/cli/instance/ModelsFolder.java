package io.sutra.cli.instance;

import io.sutra.cli.files.FolderCopy;
import io.sutra.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The folder that holds a folder per model. */
public final class ModelsFolder {

  private ModelsFolder() {}

  /** The folder: {@code SUTRA_MODELS_DIR}, or the one in the home, with the models of the build. */
  public static Path prepare(Workspace workspace) {
    Optional<Path> chosen =
        Optional.ofNullable(workspace.environment().get("SUTRA_MODELS_DIR")).map(Path::of);
    if (chosen.isPresent()) {
      return chosen.get().toAbsolutePath();
    }
    try {
      return link(workspace);
    } catch (IOException e) {
      throw new CommandFailure("The models cannot be put in place: " + e.getMessage(), e);
    }
  }

  /** Puts the models of the build into the home, beside those that were installed there. */
  public static Path link(Workspace workspace) throws IOException {
    Path models = workspace.home().resolve("models");
    FolderCopy.link(workspace.builtModels(), models);
    return models;
  }
}
