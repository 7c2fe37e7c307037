package io.sutra.mlbase.install;

import io.sutra.mlbase.model.CatalogueEntry;
import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.model.ModelNotes;
import io.sutra.mlbase.model.ModelOrigin.HubRepository;
import io.sutra.mlbase.model.Precision;
import io.sutra.mlbase.model.PublishedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Fetches a model of the catalogue from the hub. */
final class ModelDownload {

  private final InstalledModels models;
  private final HubClient hub;
  private final DownloadProgress progress;

  ModelDownload(InstalledModels models, HubClient hub, DownloadProgress progress) {
    this.models = models;
    this.hub = hub;
    this.progress = progress;
  }

  /**
   * Fetches a model, or what is still missing of it.
   *
   * @throws InstallException when it cannot be fetched whole, or a file is not the published one;
   *     the model's folder is not there then
   */
  void pull(CatalogueEntry model) throws InstallException {
    if (!(model.origin() instanceof HubRepository repository)) {
      throw new InstallException(
          model.name() + " comes with the build: ./sutra build fetches and checks it.");
    }
    var staging = new Staging(models, model.name());
    ModelNotes notes = ModelNotes.empty();
    // All files from the commit that the first one came from, whatever is pushed meanwhile.
    String revision = repository.revision();
    for (PublishedFile file : model.files(Precision.FLOAT32)) {
      HubFile found = hub.look(repository.repository(), revision, file.path());
      revision = found.commit().filter(commit -> commit.matches("[0-9a-f]{40}")).orElse(revision);
      notes.pin(file.name(), fetch(staging, file, found));
    }
    notes.revision(revision);
    staging.finish(notes);
  }

  private String fetch(Staging staging, PublishedFile file, HubFile found) throws InstallException {
    Optional<String> expected = file.checksum().or(found::checksum);
    Path done = staging.file(file.name());
    // Named for what it will be, so that a part of another revision is not gone on with.
    Path part = staging.file(file.name() + "." + expected.orElse("unstated") + ".part");
    try {
      if (Files.exists(done)) {
        Files.move(done, part, StandardCopyOption.REPLACE_EXISTING);
      }
      if (expected.isEmpty()) {
        Files.deleteIfExists(part);
      }
      hub.fetch(found, part, received -> progress.report(file.name(), received, found.size()));
      String actual = ModelFiles.sha256(part);
      if (expected.isPresent() && !expected.get().equals(actual)) {
        Files.delete(part);
        throw new InstallException(
            file.name()
                + " came with the SHA-256 "
                + actual
                + ", expected "
                + expected.get()
                + ". It was thrown away; try again, or another SUTRA_HUB_URL.");
      }
      Files.move(part, done, StandardCopyOption.REPLACE_EXISTING);
      return actual;
    } catch (IOException e) {
      throw new InstallException(file.name() + " cannot be kept: " + e, e);
    }
  }
}
