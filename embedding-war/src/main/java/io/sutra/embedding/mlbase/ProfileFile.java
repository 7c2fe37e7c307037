package io.sutra.embedding.mlbase;

import io.sutra.api.vector.Rotation;
import io.sutra.embedding.service.ModelProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The model that was served last, kept over a restart: without it nothing could be looked up before
 * ml-base answers. Losing it costs hits, so nothing here is fatal. Used by one thread.
 */
final class ProfileFile {

  private static final Logger LOG = Logger.getLogger(ProfileFile.class.getName());

  private final Path folder;
  private final Path file;

  ProfileFile(Path folder) {
    this.folder = folder.toAbsolutePath();
    file = this.folder.resolve("model.json");
  }

  Optional<ModelProfile> read() {
    try {
      return Optional.of(
          ProfileJson.parse(
              Files.readAllBytes(file),
              checksum -> Rotation.parse(Files.readAllBytes(rotationFile(checksum)))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "The last model is forgotten, " + file + " cannot be read", e);
      return Optional.empty();
    }
  }

  private Path rotationFile(String checksum) {
    return folder.resolve(checksum + ".rotation");
  }

  void write(ModelProfile profile) {
    try {
      Files.createDirectories(folder);
      // Before the profile that names it.
      if (profile.rotation().isPresent()) {
        Rotation rotation = profile.rotation().get();
        replace(rotationFile(rotation.checksum()), rotation.toBytes());
      }
      replace(file, ProfileJson.write(profile));
      removeOtherRotations(profile.rotation().map(Rotation::checksum).orElse(""));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The model cannot be kept over a restart: " + file, e);
    }
  }

  /** Old or new, never half: forced under another name, then renamed, then the folder forced. */
  private void replace(Path target, byte[] content) throws IOException {
    Path fresh = folder.resolve(target.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private void removeOtherRotations(String keep) throws IOException {
    try (DirectoryStream<Path> rotations = Files.newDirectoryStream(folder, "*.rotation")) {
      for (Path rotation : rotations) {
        if (!rotation.equals(rotationFile(keep))) {
          Files.delete(rotation);
        }
      }
    }
  }
}
