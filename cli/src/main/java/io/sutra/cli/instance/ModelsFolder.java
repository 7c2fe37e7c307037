package io.sutra.cli.instance;

import io.sutra.cli.files.FolderCopy;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.settings.InferenceSettings;
import java.io.IOException;
import java.nio.file.Path;

/** The folder that holds a folder per model. */
public final class ModelsFolder {

  private ModelsFolder() {}

  /** The folder: {@code SUTRA_MODELS_DIR}, or the one in the home, with the models of the build. */
  public static Path prepare(Workspace workspace) {
    return workspace
        .settings()
        .find(InferenceSettings.MODELS_DIR)
        .orElseGet(
            () -> {
              try {
                return link(workspace);
              } catch (IOException e) {
                throw new CommandFailure(
                    "The models cannot be put in place: " + Problems.reason(e) + ".", e);
              }
            });
  }

  /** Puts the models of the build into the home, beside those that were installed there. */
  public static Path link(Workspace workspace) throws IOException {
    Path models = workspace.home().resolve("models");
    FolderCopy.link(workspace.builtModels(), models);
    return models;
  }
}
