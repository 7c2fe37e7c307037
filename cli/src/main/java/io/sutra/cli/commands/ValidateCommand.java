package io.sutra.cli.commands;

import io.sutra.cli.client.Json;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.runtime.Deployment;
import io.sutra.cli.terminal.Progress;
import io.sutra.cli.validate.Check;
import io.sutra.cli.validate.Validation;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      "Check a running deployment against its promises, in phases: 0 vectors and"
          + " dimensions, 1 caches, 2 replicas.",
      "Phase 1 restarts the shard and the embedding service to check that the cache"
          + " survives; requests are refused for some seconds. Phase 2 kills one replica and"
          + " starts it again to check that no request is lost. --no-faults skips both."
    },
    footer = "Exit code: 0 when every promise is kept, 1 when one is broken or cannot be checked.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

  @Option(
      names = "--phases",
      split = ",",
      paramLabel = "N",
      description = "Phases to check, separated by commas (default: 0,1 and, with replicas, 2).")
  private List<Integer> phases = List.of();

  @Option(names = "--no-faults", description = "Do not restart or kill anything.")
  private boolean noFaults;

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
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

  private static String toJson(List<Check> checks) {
    return Json.text(Map.of("checks", checks.stream().map(ValidateCommand::fields).toList()));
  }

  private static Map<String, Object> fields(Check check) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("phase", check.phase());
    fields.put("what", check.what());
    fields.put("measured", check.measured());
    fields.put("promised", check.promised());
    fields.put("passed", check.outcome() != Check.Outcome.FAILED);
    fields.put("outcome", check.outcome().toString());
    return fields;
  }
}
