package io.sutra.embedding.mlbase;

import io.sutra.domain.vector.Rotation;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The models that were served last, kept over a restart: without it nothing could be looked up
 * before ml-base answers. Losing it costs hits, so nothing here is fatal. Used by one thread.
 */
final class ProfileFile {

  private static final Logger LOG = Logger.getLogger(ProfileFile.class.getName());

  private final Path folder;
  private final Path file;

  ProfileFile(Path folder) {
    this.folder = folder.toAbsolutePath();
    file = this.folder.resolve("model.json");
  }

  /** None when there are none that can be read. */
  List<ModelProfile> read() {
    try {
      return ProfileJson.parse(
          Files.readAllBytes(file),
          checksum -> Rotation.parse(Files.readAllBytes(rotationFile(checksum))));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "The last models are forgotten, " + file + " cannot be read", e);
      return List.of();
    }
  }

  private Path rotationFile(String checksum) {
    return folder.resolve(checksum + ".rotation");
  }

  void write(List<ModelProfile> profiles) {
    try {
      Files.createDirectories(folder);
      Set<Path> rotations = new HashSet<>();
      for (ModelProfile profile : profiles) {
        // Before the profile that names it.
        if (profile.rotation().isPresent()) {
          Rotation rotation = profile.rotation().get();
          Path kept = rotationFile(rotation.checksum());
          replace(kept, rotation.toBytes());
          rotations.add(kept);
        }
      }
      replace(file, ProfileJson.write(profiles));
      removeOtherRotations(rotations);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The models cannot be kept over a restart: " + file, e);
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

  private void removeOtherRotations(Set<Path> keep) throws IOException {
    try (DirectoryStream<Path> rotations = Files.newDirectoryStream(folder, "*.rotation")) {
      for (Path rotation : rotations) {
        if (!keep.contains(rotation)) {
          Files.delete(rotation);
        }
      }
    }
  }
}
