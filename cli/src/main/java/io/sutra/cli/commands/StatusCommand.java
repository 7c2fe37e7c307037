package io.sutra.cli.commands;

import io.sutra.cli.client.Json;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.ServerStatus;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra status}: what runs, and whether it is ready. */
@Command(
    name = "status",
    description = "Show each server, its state, address and process id.",
    footer = "Exit code: 0 when every server is ready, 1 otherwise.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<ServerStatus> servers = Deployments.current(Workspace.ofLauncher()).status();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(servers));
    } else {
      servers.forEach(server -> print(server, out));
    }
    out.flush();
    boolean ready = servers.stream().allMatch(s -> s.state() == ServerStatus.State.READY);
    return ready ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static void print(ServerStatus server, PrintWriter out) {
    out.printf(
        "%-24s %-13s %-24s %s%n",
        server.name(),
        server.state(),
        server.url(),
        server.pid().isPresent() ? "pid " + server.pid().getAsLong() : "");
    switch (server.state()) {
      case CRASHED, NOT_READY, NOT_ANSWERING ->
          server.log().ifPresent(log -> out.printf("%-24s %s%n", "", "see " + log));
      case STOPPED, STARTING, READY -> {}
    }
  }

  private static String toJson(List<ServerStatus> servers) {
    return Json.text(Map.of("servers", servers.stream().map(StatusCommand::fields).toList()));
  }

  private static Map<String, Object> fields(ServerStatus server) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", server.name());
    fields.put("state", server.state().toString());
    fields.put("url", server.url());
    server.pid().ifPresent(pid -> fields.put("pid", pid));
    return fields;
  }
}
