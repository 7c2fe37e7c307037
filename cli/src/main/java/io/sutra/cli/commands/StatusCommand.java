package io.sutra.cli.commands;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.ServerStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sutra status}: what runs, and whether it is ready. */
@Command(
    name = "status",
    description = "Say what runs. Exit code 0 when everything is ready, 1 otherwise.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
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

  private static String toJson(List<ServerStatus> servers) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      generator.writeStartObject();
      generator.writeArrayFieldStart("servers");
      for (ServerStatus server : servers) {
        generator.writeStartObject();
        generator.writeStringField("name", server.name());
        generator.writeStringField("state", server.state().toString());
        generator.writeStringField("url", server.url());
        if (server.pid().isPresent()) {
          generator.writeNumberField("pid", server.pid().getAsLong());
        }
        generator.writeEndObject();
      }
      generator.writeEndArray();
      generator.writeEndObject();
    }
    return text.toString();
  }
}
