package io.sutra.cli.runtime;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads what the balancer knows of its replicas from its statistics, as anybody may. */
public final class BalancerStatistics {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final String BACKEND = "ml_base";

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String url;
  private final Optional<String> password;

  /**
   * The statistics at {@code url}.
   *
   * @param password that they ask for, if they do
   */
  public BalancerStatistics(String url, Optional<String> password) {
    this.url = url;
    this.password = password;
  }

  /**
   * A replica as the balancer sees it.
   *
   * @param status in the balancer's words: UP, DOWN, DRAIN, NOLB, MAINT, with what it adds
   * @param unchanged seconds since the status changed
   * @param requests that it holds now
   * @param answered requests since the balancer started
   */
  public record Replica(String name, String status, int unchanged, int requests, long answered) {

    /** Whether it gets new requests. */
    public boolean up() {
      return status.equals("UP");
    }
  }

  /**
   * All that the statistics say.
   *
   * @param waiting requests that no replica has yet
   */
  public record Snapshot(List<Replica> replicas, int waiting) {}

  /** Where people look at them. */
  public String url() {
    return url;
  }

  /**
   * Asks now.
   *
   * @throws IOException when the balancer does not answer
   */
  public Snapshot read() throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + ";csv")).timeout(PATIENCE);
    password.ifPresent(
        secret ->
            request.header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(("sutra:" + secret).getBytes(StandardCharsets.UTF_8))));
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 401) {
        throw new IOException("the statistics ask for a password: set HAPROXY_STATS_PASSWORD");
      }
      if (response.statusCode() != 200) {
        throw new IOException("the statistics answer with status " + response.statusCode());
      }
      return parse(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  static Snapshot parse(String csv) throws IOException {
    List<String> lines = csv.lines().toList();
    if (lines.isEmpty()) {
      throw new IOException("the statistics are empty");
    }
    List<String> columns = Arrays.asList(lines.getFirst().replace("# ", "").split(",", -1));
    int name = columns.indexOf("svname");
    int status = columns.indexOf("status");
    int changed = columns.indexOf("lastchg");
    int requests = columns.indexOf("scur");
    int waiting = columns.indexOf("qcur");
    int answered = columns.indexOf("stot");
    if (name < 0 || status < 0 || changed < 0 || requests < 0 || waiting < 0 || answered < 0) {
      throw new IOException("these are not the statistics of HAProxy");
    }
    List<String[]> rows =
        lines.stream()
            .filter(line -> line.startsWith(BACKEND + ","))
            .map(line -> line.split(",", -1))
            .toList();
    return new Snapshot(
        rows.stream()
            .filter(cells -> !cells[name].equals("BACKEND"))
            .map(
                cells ->
                    new Replica(
                        cells[name],
                        cells[status],
                        number(cells[changed]),
                        Integer.parseInt(cells[requests]),
                        Long.parseLong(cells[answered])))
            .toList(),
        rows.stream().mapToInt(cells -> number(cells[waiting])).max().orElse(0));
  }

  private static int number(String cell) {
    return cell.isEmpty() ? 0 : Integer.parseInt(cell);
  }
}
