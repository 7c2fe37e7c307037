package io.sutra.mlbase.model;

import java.util.Optional;

/**
 * One file of a model as it is published.
 *
 * @param name in the model's own folder
 * @param path where the file is in its {@link ModelOrigin}, with {@code /} between folders
 * @param checksum SHA-256 in lower-case hexadecimal. Where it is empty, the catalogue does not know
 *     it: what the hub states for the file is checked when it is fetched, and kept beside it from
 *     then on
 */
public record PublishedFile(String name, String path, Optional<String> checksum) {

  static PublishedFile known(String name, String path, String checksum) {
    return new PublishedFile(name, path, Optional.of(checksum));
  }

  static PublishedFile statedByTheHub(String name, String path) {
    return new PublishedFile(name, path, Optional.empty());
  }
}
