package io.sutra.settings;

import static io.sutra.settings.Component.COMMAND;
import static io.sutra.settings.Component.CONTAINERS;

import io.sutra.settings.FilePath.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The settings of the command, of containers and of the images they run. */
public final class InstanceSettings {

  static final Section SECTION = new Section("The command and containers");

  private static final FreeText MEMORY =
      new FreeText(
          "[0-9]+[bkmgBKMG]?", "an amount of memory as Compose has it, such as 512m or 1g");

  private static final FreeText CORES =
      new FreeText("[0-9]+(\\.[0-9]+)?", "a number of cores, such as 2 or 0.5");

  private static final FreeText IMAGE =
      new FreeText("[A-Za-z0-9][A-Za-z0-9._/:@-]*", "the name of an image");

  /** Known from the environment alone, since {@code sutra.properties} lies in it. */
  public static final Setting<Path> HOME =
      SECTION.path(
          "SUTRA_HOME",
          Kind.FOLDER,
          "`.sutra` in the checkout",
          "The folder of an instance: its `sutra.properties`, servers, models, cache and logs;"
              + " taken from the environment only",
          COMMAND);

  public static final Setting<String> EDITION =
      SECTION.of(
          "SUTRA_EDITION",
          new Choice(List.of("simple", "community", "enterprise", "single")),
          "simple",
          "`simple`: one ml-base; `community` or `enterprise`: replicas behind the balancer, as `up"
              + " --scaling`; `single`: everything in one server, as `up --single`",
          COMMAND,
          CONTAINERS);

  public static final Setting<String> PUBLISH_HOST =
      SECTION.of(
          "SUTRA_PUBLISH_HOST",
          new FreeText(
              "[0-9]+(\\.[0-9]+){3}|\\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*]?",
              "an IP address of this machine, or 0.0.0.0 for all of them"),
          "127.0.0.1",
          "The address of this machine on which containers publish their ports",
          CONTAINERS);

  public static final Setting<String> IMAGE_TAG =
      SECTION.of(
          "SUTRA_IMAGE_TAG",
          new FreeText("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", "the tag of an image"),
          "latest",
          "The tag of the images that containers run",
          CONTAINERS);

  public static final Setting<String> BASE_IMAGE =
      SECTION.of(
          "SUTRA_BASE_IMAGE",
          IMAGE,
          "debian:bookworm-slim",
          "What the images with Java are built on",
          CONTAINERS);

  public static final Setting<String> BALANCER_BASE_IMAGE =
      SECTION.of(
          "SUTRA_BALANCER_BASE_IMAGE",
          IMAGE,
          "haproxy:2.6",
          "What the balancer's image is built on",
          CONTAINERS);

  public static final Setting<String> DEBIAN_SUITE =
      SECTION.of(
          "SUTRA_DEBIAN_SUITE",
          new FreeText("[a-z]+", "the name of a release of Debian"),
          "bookworm",
          "The release of Debian that `docker/base-image.sh` makes a base image of",
          CONTAINERS);

  public static final Setting<String> DEBIAN_MIRROR =
      SECTION.derived(
          "SUTRA_DEBIAN_MIRROR",
          new FreeText(FreeText.ANY, "the address of a mirror of Debian"),
          "the one of debootstrap",
          "Where `docker/base-image.sh` fetches Debian's packages",
          CONTAINERS);

  public static final Setting<String> ML_BASE_MEMORY =
      memory("ML_BASE_MEMORY", "1g", "each ml-base");

  public static final Setting<String> EMBEDDING_MEMORY =
      memory("EMBEDDING_MEMORY", "1g", "the embedding service");

  public static final Setting<String> BALANCER_MEMORY =
      memory("ML_BASE_LB_MEMORY", "4g", "the balancer");

  public static final Setting<String> SHARD_MEMORY =
      SECTION.derived(
          "SUTRA_CACHE_CONTAINER_MEMORY",
          MEMORY,
          "what `SUTRA_CACHE_MEMORY` and `SUTRA_CACHE_CAPACITY` need",
          "The most memory of the container of the shard",
          CONTAINERS);

  public static final Setting<String> ML_BASE_CPUS = cores("ML_BASE_CPUS", "each ml-base");

  public static final Setting<String> EMBEDDING_CPUS =
      cores("EMBEDDING_CPUS", "the embedding service");

  public static final Setting<String> SHARD_CPUS = cores("SUTRA_CACHE_CPUS", "the shard");

  public static final Setting<String> BALANCER_CPUS = cores("ML_BASE_LB_CPUS", "the balancer");

  public static final Setting<Boolean> AOT_CACHES =
      SECTION.flag(
          "SUTRA_AOT_CACHES",
          true,
          "Whether servers start from AOT caches, which the build trains on JDK 25 and newer",
          COMMAND);

  /** The published port of each replica's container, the first one first. */
  public static final List<Setting<Integer>> REPLICA_PORTS =
      IntStream.rangeClosed(1, WellKnown.MAX_REPLICAS)
          .mapToObj(
              i ->
                  SECTION.port(
                      "ML_BASE_" + i + "_PORT",
                      8_890 + i,
                      "The published port of replica "
                          + i
                          + "; `./sutra deploy` counts from `ML_BASE_REPLICA_PORT`",
                      CONTAINERS))
          .toList();

  private static Setting<String> memory(String key, String fallback, String whose) {
    return SECTION.of(
        key, MEMORY, fallback, "The most memory of the container of " + whose, CONTAINERS);
  }

  private static Setting<String> cores(String key, String whose) {
    return SECTION.derived(
        key,
        CORES,
        "the cores of this machine, at most 2 when Compose is called by hand",
        "The most cores of the container of " + whose,
        CONTAINERS);
  }

  private InstanceSettings() {}
}
