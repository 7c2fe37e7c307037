package io.sutra.cli.container;

import io.sutra.settings.InstanceSettings;
import io.sutra.settings.Setting;

/** An image of the product. */
enum Image {
  CACHE_SHARD("cache-shard", "sutra/cache-shard"),
  ML_BASE("ml-base", "sutra/ml-base"),
  EMBEDDING("embedding", "sutra/embedding-service"),
  BALANCER("ml-base-lb", "sutra/ml-base-lb");

  private final String folder;
  private final String repository;

  Image(String folder, String repository) {
    this.folder = folder;
    this.repository = repository;
  }

  /** Of its Dockerfile below {@code docker}, and of what goes into it. */
  String folder() {
    return folder;
  }

  /** Its name without a tag. */
  String repository() {
    return repository;
  }

  /** The setting that chooses what it is built on. */
  Setting<String> base() {
    return this == BALANCER ? InstanceSettings.BALANCER_BASE_IMAGE : InstanceSettings.BASE_IMAGE;
  }
}
