package io.sutra.web.server;

import io.sutra.settings.Component;
import io.sutra.settings.SettingsException;
import io.sutra.settings.SettingsReader;
import io.sutra.settings.StartReport;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * The start of a service inside an application server: what to do when it fails.
 *
 * <p>An application server goes on running when an application refuses to start, and one that
 * cannot listen stays up without a port. In a server that is Sutra's own, which says so by the
 * variable {@link #OWN_SERVER}, that helps nobody: whoever watches the process, a service manager
 * or a container engine, would believe that it serves. So such a server is ended, with status
 * {@value #EXIT_STATUS}. A server that hosts Sutra among other applications is left alone.
 */
public final class ServerStart {

  /** Set in the configuration of Sutra's own servers, whatever their settings. */
  public static final String OWN_SERVER = "sutra.own.server";

  /** Set in the configuration of Sutra's own servers: the port that the server listens on. */
  public static final String OWN_PORT = "sutra.own.port";

  /**
   * Set in the configuration of Sutra's own servers that host several services: their components,
   * with commas between. The service that fails first names the problems of all.
   */
  public static final String OWN_COMPONENTS = "sutra.own.components";

  /** The exit status of a server that cannot start. */
  public static final int EXIT_STATUS = 64;

  private static final Logger LOG = Logger.getLogger(ServerStart.class.getName());

  /** How long an orderly end may take before the process is ended without one. */
  private static final Duration ORDERLY_END = Duration.ofSeconds(5);

  private final Function<String, Optional<String>> source;

  /**
   * Where a service listens.
   *
   * @param host a name or an address of this machine; {@code *} for all addresses
   * @param port from 1 to 65535
   */
  public record Listener(String host, int port) {}

  /** {@code source} gives the text of a setting or a variable of the server, if it is set. */
  public ServerStart(Function<String, Optional<String>> source) {
    this.source = source;
  }

  /**
   * Reads the settings, and checks that the server can listen where they say.
   *
   * @param reading reads the settings
   * @param listener where the service listens in a server of its own, from the settings
   * @throws SettingsException when a value is not allowed or the port cannot be listened on; a
   *     server of Sutra's own ends then
   */
  public <T> T settings(Supplier<T> reading, Function<T, Listener> listener) {
    return orEnd(
        () -> {
          T settings = reading.get();
          portProblem(listener.apply(settings))
              .ifPresent(
                  problem -> {
                    throw new SettingsException(List.of(problem));
                  });
          return settings;
        });
  }

  /**
   * Does a part of the start.
   *
   * @throws SettingsException when it cannot be done; a server of Sutra's own ends then
   */
  public <T> T orEnd(Supplier<T> part) {
    try {
      return part.get();
    } catch (SettingsException e) {
      SettingsException all = withProblemsOfOthers(e);
      failed(String.valueOf(all.getMessage()));
      throw all;
    }
  }

  /**
   * Why the server cannot listen. The server reads the text of its port itself, without dropping
   * blanks, and an empty one is no port. In the single server of {@code sutra.ear} only one of two
   * services listens, so the other has nothing to check.
   */
  private Optional<String> portProblem(Listener listener) {
    if (!isOwnServer()) {
      return Optional.empty();
    }
    String port = source.apply(OWN_PORT).orElse("");
    if (!port.matches("[0-9]{1,5}")) {
      return Optional.of(
          "The port of this server is '"
              + port
              + "'; allowed is a whole number without blanks around it. Set EMBEDDING_PORT, or"
              + " ML_BASE_PORT for ml-base.");
    }
    return Integer.parseInt(port) == listener.port()
        ? PortCheck.problem(listener.host(), listener.port())
        : Optional.empty();
  }

  private SettingsException withProblemsOfOthers(SettingsException e) {
    Set<String> problems = new LinkedHashSet<>(e.problems());
    source
        .apply(OWN_COMPONENTS)
        .ifPresent(
            names -> {
              for (String name : names.split(",", -1)) {
                var reader = new SettingsReader(Component.valueOf(name.strip()), source);
                reader.checkAll();
                problems.addAll(reader.problems());
              }
            });
    return new SettingsException(List.copyOf(problems));
  }

  private boolean isOwnServer() {
    return source.apply(OWN_SERVER).isPresent();
  }

  private void failed(String message) {
    // The server logs the exception too, buried in stack traces.
    LOG.severe(message);
    StartReport.write(source, message);
    if (isOwnServer()) {
      // Not on this thread: the server waits for it while it shuts down.
      Thread.ofPlatform().name("failed-start").daemon().start(() -> System.exit(EXIT_STATUS));
      Thread.ofPlatform().name("failed-start-limit").daemon().start(ServerStart::endAnyway);
    }
  }

  private static void endAnyway() {
    try {
      Thread.sleep(ORDERLY_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(EXIT_STATUS);
  }
}
