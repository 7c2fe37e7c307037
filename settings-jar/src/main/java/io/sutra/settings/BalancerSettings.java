package io.sutra.settings;

import static io.sutra.settings.Component.BALANCER;
import static io.sutra.settings.Component.COMMAND;
import static io.sutra.settings.Component.CONTAINERS;

import io.sutra.settings.FilePath.Kind;
import io.sutra.settings.Section.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The settings of the replicas of ml-base and of the balancer in front of them. */
public final class BalancerSettings {

  static final Section SECTION = new Section("Replicas and their balancer");

  public static final Setting<Integer> REPLICAS =
      SECTION.of(
          "ML_BASE_REPLICAS",
          new WholeNumber(1, WellKnown.MAX_REPLICAS),
          "3",
          "How many replicas of ml-base run behind the balancer",
          BALANCER,
          COMMAND,
          CONTAINERS);

  public static final Setting<Integer> REPLICA_PORT =
      SECTION.of(
          "ML_BASE_REPLICA_PORT",
          new WholeNumber(1, WellKnown.LAST_PORT - WellKnown.MAX_REPLICAS),
          "8891",
          "The port of the first replica; those of the others follow",
          COMMAND);

  public static final Setting<Duration> CHECK_INTERVAL =
      SECTION.milliseconds(
          "ML_BASE_CHECK_INTERVAL",
          Limits.milliseconds(50, 60_000),
          Duration.ofMillis(500),
          "How often the balancer asks each replica whether it is ready",
          BALANCER);

  public static final Setting<Integer> STATISTICS_PORT =
      SECTION.port(
          "HAPROXY_STATS_PORT",
          9_999,
          "The port of the balancer's statistics",
          BALANCER,
          COMMAND,
          CONTAINERS);

  public static final Setting<String> STATISTICS_PASSWORD =
      SECTION.secret(
          "HAPROXY_STATS_PASSWORD",
          "The password of the balancer's statistics, for the user `sutra`",
          BALANCER,
          COMMAND);

  public static final Setting<Long> BUFFER_BYTES =
      SECTION.bytes(
          "ML_BASE_LB_BUFFER_BYTES",
          new Size(16L << 10, 64L << 20),
          256L << 10,
          "Requests up to this size, headers included, are sent to another replica when one fails",
          BALANCER);

  public static final Setting<Integer> MAX_CONNECTIONS =
      SECTION.of(
          "ML_BASE_LB_MAX_CONNECTIONS",
          new WholeNumber(1, 1_000_000),
          "4096",
          "The most open connections of the balancer; further ones wait",
          BALANCER);

  public static final Setting<Path> SOCKET =
      SECTION.of(
          "ML_BASE_LB_SOCKET",
          new FilePath(Kind.FILE),
          "/tmp/ml-base-lb.sock",
          "The socket on which the owner of the balancer commands it; `./sutra up` uses one in"
              + " `SUTRA_HOME`",
          BALANCER);

  /** Where each replica listens, the first one first. */
  public static final List<Setting<String>> REPLICA_ADDRESSES =
      IntStream.rangeClosed(1, WellKnown.MAX_REPLICAS)
          .mapToObj(
              i ->
                  SECTION.hostAndPort(
                      "ML_BASE_" + i,
                      "ml-base-" + i + ":8887",
                      "Where replica " + i + " listens",
                      BALANCER))
          .toList();

  private BalancerSettings() {}
}
