package io.sutra.cli.container;

/** An image of the product. */
enum Image {
  CACHE_SHARD("cache-shard", "sutra/cache-shard", Image.BASE),
  ML_BASE("ml-base", "sutra/ml-base", Image.BASE),
  EMBEDDING("embedding", "sutra/embedding-service", Image.BASE),
  BALANCER("ml-base-lb", "sutra/ml-base-lb", "SUTRA_BALANCER_BASE_IMAGE");

  private static final String BASE = "SUTRA_BASE_IMAGE";

  private final String folder;
  private final String repository;
  private final String baseVariable;

  Image(String folder, String repository, String baseVariable) {
    this.folder = folder;
    this.repository = repository;
    this.baseVariable = baseVariable;
  }

  /** Of its Dockerfile below {@code docker}, and of what goes into it. */
  String folder() {
    return folder;
  }

  /** Its name without a tag. */
  String repository() {
    return repository;
  }

  /** The variable that chooses what it is built on. */
  String baseVariable() {
    return baseVariable;
  }
}
