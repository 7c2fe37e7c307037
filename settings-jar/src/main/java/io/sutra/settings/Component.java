package io.sutra.settings;

/** A part of Sutra that reads settings: a server process, the command, or the containers. */
public enum Component {
  /** The embedding service, also inside the single server of {@code sutra.ear}. */
  EMBEDDING("the embedding service"),
  /** The inference service, also inside the single server of {@code sutra.ear}. */
  ML_BASE("ml-base"),
  /** The cache shard. */
  SHARD("the cache shard"),
  /** HAProxy in front of the replicas of ml-base. */
  BALANCER("the balancer"),
  /** The {@code sutra} command. */
  COMMAND("the sutra command"),
  /** Docker Compose and the build of the images. */
  CONTAINERS("containers");

  private final String title;

  Component(String title) {
    this.title = title;
  }

  /** Its name in a sentence. */
  public String title() {
    return title;
  }
}
