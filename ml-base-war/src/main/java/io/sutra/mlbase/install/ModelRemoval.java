package io.sutra.mlbase.install;

import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelFileException;
import io.sutra.mlbase.model.ModelOrigin;
import io.sutra.mlbase.onnx.graph.GraphCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes a model off this machine: weights, tokenizer, notes, the rotation that was fitted here, and
 * the graphs that were prepared from it.
 */
final class ModelRemoval {

  private final InstalledModels models;
  private final List<Path> workDirectories;

  /**
   * Removes from {@code models}.
   *
   * @param workDirectories where prepared graphs may be
   */
  ModelRemoval(InstalledModels models, List<Path> workDirectories) {
    this.models = models;
    this.workDirectories = List.copyOf(workDirectories);
  }

  /**
   * Removes a model. Nobody may be serving it.
   *
   * @throws InstallException when it is not here, comes with the build, or cannot be deleted
   */
  void remove(String name) throws InstallException {
    if (!InstalledModels.isName(name)) {
      throw new InstallException(
          "'" + name + "' is not a model's name; ./sutra model list shows all.");
    }
    Path folder = models.folder(name);
    Path rotation = models.rotations().file(name);
    if (comesWithTheBuild(name)) {
      throw new InstallException(
          name
              + " comes with the build, which would put it back. Only models that were pulled or"
              + " added can be removed. To drop a rotation that was fitted here, delete "
              + rotation
              + ".");
    }
    boolean here = Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
    if (!here && !Files.exists(rotation, LinkOption.NOFOLLOW_LINKS)) {
      throw new InstallException(
          name + " is not on this machine; ./sutra model list shows what is.");
    }
    try {
      // A graph is named after the model's fingerprint, which the rotation changes.
      Set<String> fingerprints = fingerprints(name);
      Files.deleteIfExists(rotation);
      removeGraphs(fingerprints);
      removeGraphs(fingerprints(name));
      FolderRemoval.remove(models.directory().resolve("." + name + ".part"));
      FolderRemoval.remove(folder);
    } catch (IOException e) {
      throw new InstallException(
          name + " could not be removed whole: " + e + ". Mend that and remove it again.", e);
    }
  }

  private boolean comesWithTheBuild(String name) {
    try {
      return models
          .entry(name)
          .filter(entry -> entry.origin() instanceof ModelOrigin.MavenArtifact)
          .isPresent();
    } catch (ModelFileException e) {
      return false; // notes of an added model, which are damaged
    }
  }

  private Set<String> fingerprints(String name) {
    try {
      return models.precisions(name).stream()
          .flatMap(precision -> models.find(name, precision).stream())
          .map(model -> model.fingerprint())
          .collect(Collectors.toSet());
    } catch (ModelFileException e) {
      // A model that is damaged can be removed too; it has no graph that could be found.
      return Set.of();
    }
  }

  private void removeGraphs(Set<String> fingerprints) throws IOException {
    for (Path work : workDirectories) {
      for (String fingerprint : fingerprints) {
        GraphCache.in(work).removeOf(fingerprint);
      }
    }
  }
}
