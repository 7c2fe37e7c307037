package io.sutra.mlbase.install;

import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelNotes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The hidden folder in which a model's files are gathered until all are there. */
final class Staging {

  private final Path folder;
  private final Path target;

  Staging(InstalledModels models, String name) throws InstallException {
    this.folder = models.directory().resolve("." + name + ".part");
    this.target = models.folder(name);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InstallException(folder + " cannot be made: " + e.getMessage(), e);
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Makes the gathered files the model: all of them, on the disk, under its own name. */
  void finish(ModelNotes notes) throws InstallException {
    try {
      notes.write(folder);
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          if (file.toString().endsWith(".part")) {
            Files.delete(file); // of another revision, which was never finished
          } else {
            force(file);
          }
        }
      }
      force(folder);
      Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new InstallException(
          "The model cannot be put at " + target + ": " + e + ". Is something else there?", e);
    }
  }

  /** Deletes what was gathered. */
  void discard() throws InstallException {
    try {
      FolderRemoval.remove(folder);
    } catch (IOException e) {
      throw new InstallException(folder + " cannot be deleted: " + e + ". Delete it.", e);
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
