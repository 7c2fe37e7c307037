package io.sutra.cli.commands;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.terminal.Progress;
import io.sutra.cli.validate.Check;
import io.sutra.cli.validate.Validation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sutra validate}: whether what runs does what is promised. */
@Command(
    name = "validate",
    description = {
      "Measure whether what runs does what is promised, phase by phase: 0 vectors and their sizes,"
          + " 1 the caches, 2 the replicas.",
      "To see that the cache survives, the shard and the embedding service are restarted, which"
          + " refuses requests for some seconds; to see that a lost replica loses no request, one"
          + " is killed and started again. --no-faults leaves both out."
    },
    footer = "Exit code 0 when every promise is kept, 1 when one is not or cannot be measured.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

  @Option(
      names = "--phases",
      split = ",",
      paramLabel = "N",
      description = "Of these phases only: 0, 1, 2 (0 and 1, and 2 where there are replicas).")
  private List<Integer> phases = List.of();

  @Option(names = "--no-faults", description = "Restart and kill nothing.")
  private boolean noFaults;

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Workspace launched = Workspace.ofLauncher();
    PrintWriter out = spec.commandLine().getOut();
    // With JSON, standard output is for a program.
    var progress = new Progress(json ? spec.commandLine().getErr() : out);
    List<Check> checks = measure(launched, progress);
    if (json) {
      out.println(toJson(checks));
    } else {
      out.println();
      for (Check check : checks) {
        out.printf(
            "%-6s %d  %-52s %s%n", check.outcome(), check.phase(), check.what(), check.measured());
        if (check.outcome() == Check.Outcome.FAILED) {
          out.printf("          promised: %s%n", check.promised());
        }
      }
      long failed = count(checks, Check.Outcome.FAILED);
      long skipped = count(checks, Check.Outcome.SKIPPED);
      out.println();
      out.println(
          failed == 0
              ? checks.size()
                  - skipped
                  + " promises are kept"
                  + (skipped == 0 ? "." : ", " + skipped + " could not be measured.")
              : failed + " of " + checks.size() + " promises are not kept.");
    }
    out.flush();
    return count(checks, Check.Outcome.FAILED) == 0
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  /** What restarts or kills servers keeps other commands from doing so meanwhile. */
  private List<Check> measure(Workspace launched, Progress progress) {
    return noFaults
        ? run(launched, progress)
        : launched.alone("./sutra validate", progress, workspace -> run(workspace, progress));
  }

  private List<Check> run(Workspace workspace, Progress progress) {
    Deployment deployment = Deployments.current(workspace);
    return new Validation(
            workspace.asStarted(), deployment, Deployments.apiKey(workspace), !noFaults)
        .run(chosen(deployment), progress);
  }

  private static long count(List<Check> checks, Check.Outcome outcome) {
    return checks.stream().filter(check -> check.outcome() == outcome).count();
  }

  private SortedSet<Integer> chosen(Deployment deployment) {
    for (int phase : phases) {
      if (phase < 0 || phase > 2) {
        throw new ParameterException(
            spec.commandLine(), "There is no phase " + phase + "; there are 0, 1, 2.");
      }
    }
    if (!phases.isEmpty()) {
      return new TreeSet<>(phases);
    }
    return new TreeSet<>(deployment.statistics().isPresent() ? List.of(0, 1, 2) : List.of(0, 1));
  }

  private static String toJson(List<Check> checks) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      generator.writeStartObject();
      generator.writeArrayFieldStart("checks");
      for (Check check : checks) {
        generator.writeStartObject();
        generator.writeNumberField("phase", check.phase());
        generator.writeStringField("what", check.what());
        generator.writeStringField("measured", check.measured());
        generator.writeStringField("promised", check.promised());
        generator.writeBooleanField("passed", check.outcome() != Check.Outcome.FAILED);
        generator.writeStringField("outcome", check.outcome().toString());
        generator.writeEndObject();
      }
      generator.writeEndArray();
      generator.writeEndObject();
    }
    return text.toString();
  }
}
