package io.sutra.cli.monitor;

import io.sutra.cli.runtime.BalancerStatistics.Replica;
import io.sutra.cli.runtime.ServerStatus;
import io.sutra.cli.terminal.Line;
import io.sutra.cli.terminal.Palette.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One row for each server, in as many columns as fit. */
final class ServerTable {

  private static final int STATE_WIDTH = 9;
  private static final String BALANCER = "-lb";

  /** A number of an ml-base, with its column's heading, widest first dropped from the right. */
  private record Column(String heading, int width, Function<ServerStatus, String> text) {}

  private final Reading before;
  private final Reading now;
  private final int nameWidth;
  private final List<Column> columns;

  ServerTable(Reading before, Reading now, int width) {
    this.before = before;
    this.now = now;
    nameWidth = now.servers().stream().mapToInt(server -> server.name().length()).max().orElse(6);
    columns = fitting(width);
  }

  private List<Column> fitting(int width) {
    List<Column> all =
        new ArrayList<>(
            List.of(
                new Column("texts/s", 8, this::textsPerSecond),
                new Column("queued", 7, server -> number(server, Reading.Model::queuedTokens)),
                new Column("refused", 7, server -> number(server, Reading.Model::refused)),
                new Column("batch ms", 8, this::batchMillis)));
    if (now.balancer().isPresent()) {
      all.add(new Column("requests", 8, this::requests));
    }
    int left = width - nameWidth - 1 - STATE_WIDTH;
    List<Column> fit = new ArrayList<>();
    for (Column column : all) {
      left -= column.width() + 1;
      if (left < 0) {
        break;
      }
      fit.add(column);
    }
    return fit;
  }

  Line header() {
    var text = new StringBuilder(("%-" + nameWidth + "s ").formatted("server"));
    text.append("%-9s".formatted("state"));
    columns.forEach(
        column -> text.append((" %" + column.width() + "s").formatted(column.heading())));
    return Line.EMPTY.with(Tone.STRONG, text.toString());
  }

  /**
   * The rows.
   *
   * @param most that there is room for; where that is too few, servers that are not ready come
   *     first and the last row says how many are missing
   */
  List<Line> rows(int most) {
    List<ServerStatus> servers = now.servers();
    if (servers.size() <= most) {
      return servers.stream().map(this::row).toList();
    }
    int shown = Math.max(0, most - 1);
    List<Integer> chosen =
        IntStream.range(0, servers.size())
            .boxed()
            .sorted(Comparator.comparing(index -> isWell(servers.get(index))))
            .limit(shown)
            .sorted()
            .toList();
    return Stream.concat(
            chosen.stream().map(index -> row(servers.get(index))),
            Stream.of(Line.of("and " + (servers.size() - shown) + " more: enlarge the window")))
        .toList();
  }

  private Line row(ServerStatus server) {
    Line line =
        Line.of(("%-" + nameWidth + "s ").formatted(server.name()))
            .with(tone(server), "%-9s".formatted(state(server)));
    if (server.name().endsWith(BALANCER) && now.balancer().isPresent()) {
      int waiting = now.balancer().get().waiting();
      return line.with(
          waiting > 0 ? Tone.WARNING : Tone.PLAIN, " " + waiting + " requests waiting");
    }
    for (Column column : columns) {
      line =
          line.with(
              Tone.PLAIN, (" %" + column.width() + "s").formatted(column.text().apply(server)));
    }
    return line;
  }

  /** A replica to which the balancer sends nothing is not serving, whatever it says of itself. */
  private String state(ServerStatus server) {
    return switch (server.state()) {
      case READY -> reached(server) ? "ready" : "no calls";
      case NOT_ANSWERING -> "no answer";
      case STOPPED, CRASHED, STARTING, NOT_READY -> server.state().toString();
    };
  }

  private Tone tone(ServerStatus server) {
    return switch (server.state()) {
      case READY -> reached(server) ? Tone.GOOD : Tone.BAD;
      case STARTING -> Tone.WARNING;
      case STOPPED, CRASHED, NOT_READY, NOT_ANSWERING -> Tone.BAD;
    };
  }

  private boolean isWell(ServerStatus server) {
    return server.state() == ServerStatus.State.READY && reached(server);
  }

  private boolean reached(ServerStatus server) {
    return now.balanced(server.name()).map(Replica::up).orElse(true);
  }

  private String textsPerSecond(ServerStatus server) {
    return now.model(server.name())
        .flatMap(
            model ->
                Screen.seconds(before, now)
                    .map(
                        seconds ->
                            "%.1f".formatted(grown(server, model, Reading.Model::texts) / seconds)))
        .orElse("");
  }

  /** The mean time of the runs of the model that ended between the readings. */
  private String batchMillis(ServerStatus server) {
    return now.model(server.name())
        .map(
            model -> {
              double batches = grown(server, model, Reading.Model::batches);
              return batches > 0
                  ? Screen.millis(
                      1_000 * grown(server, model, Reading.Model::batchSeconds) / batches)
                  : "-";
            })
        .orElse("");
  }

  private String requests(ServerStatus server) {
    return now.balanced(server.name())
        .map(replica -> Integer.toString(replica.requests()))
        .orElse("");
  }

  private String number(ServerStatus server, Function<Reading.Model, Double> value) {
    return now.model(server.name()).map(model -> "%.0f".formatted(value.apply(model))).orElse("");
  }

  private double grown(
      ServerStatus server, Reading.Model model, Function<Reading.Model, Double> value) {
    double then = before.model(server.name()).map(value).orElse(value.apply(model));
    return Math.max(0, value.apply(model) - then);
  }
}
