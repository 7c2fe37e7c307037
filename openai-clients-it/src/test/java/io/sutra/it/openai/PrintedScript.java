package io.sutra.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.SutraInstance;
import io.sutra.it.SutraInstance.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A language whose samples run in a process of its own, with libraries installed in a folder below
 * {@code target}. A sample ends with a variable {@code vector}; a line is added that prints it.
 */
enum PrintedScript {
  PYTHON("python", "python", "sample.py", Constants.PRINT_IN_PYTHON),
  /** Clients of other contracts than OpenAI's. */
  PYTHON_CONTRACTS("python", "python-contracts", "sample.py", Constants.PRINT_IN_PYTHON),
  /** With the older huggingface_hub that it needs. */
  PYTHON_LANGCHAIN_HUGGINGFACE(
      "python", "python-langchain-huggingface", "sample.py", Constants.PRINT_IN_PYTHON),
  JAVASCRIPT("node", "node", "sample.mjs", "console.log(JSON.stringify(vector));\n"),
  /** A whole program, which prints the vector itself. */
  GO("go", "go", "sample.go", "");

  private static final class Constants {
    private static final String PRINT_IN_PYTHON = "import json\nprint(json.dumps(vector))\n";
  }

  /** Some libraries report their use, or fetch lists, unless they are told not to. */
  private static final Map<String, String> QUIET =
      Map.of(
          "HAYSTACK_TELEMETRY_ENABLED", "False",
          "LITELLM_LOCAL_MODEL_COST_MAP", "True",
          "ANONYMIZED_TELEMETRY", "False",
          "PYTHONWARNINGS", "ignore");

  private static final long INSTALLATION_MINUTES = 10;

  private final String folder;
  private final String target;
  private final String fileName;
  private final String printing;

  PrintedScript(String folder, String target, String fileName, String printing) {
    this.folder = folder;
    this.target = target;
    this.fileName = fileName;
    this.printing = printing;
  }

  /**
   * Installs the libraries unless they are there.
   *
   * @param options for the script that installs them
   * @return the command that runs a file
   */
  List<String> install(String... options) throws Exception {
    List<String> installation =
        new ArrayList<>(List.of(source("install.sh").toString(), target().toString()));
    installation.addAll(List.of(options));
    Result installed = run(installation, SutraInstance.ROOT);
    assertThat(installed.exit()).as(installed.output()).isZero();
    List<String> command = new ArrayList<>(List.of(installed.output().strip().split(" ")));
    command.add(fileName);
    return command;
  }

  /** Runs the sample with {@code command} and returns what it printed: the vector as JSON. */
  String run(List<String> command, String code) throws Exception {
    Files.writeString(target().resolve(fileName), code + printing);
    Result result = run(command, target());
    assertThat(result.exit()).as("%s%n%s", code, result.output()).isZero();
    return result.output().strip().lines().reduce("", (before, last) -> last);
  }

  private Path source(String name) {
    return SutraInstance.ROOT.resolve("openai-clients-it/src").resolve(folder).resolve(name);
  }

  private Path target() {
    return SutraInstance.ROOT.resolve("openai-clients-it/target").resolve(target);
  }

  private static Result run(List<String> command, Path directory)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile("printed-script", ".err");
    try {
      var builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().putAll(QUIET);
      Process process = builder.redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(INSTALLATION_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("did not end: " + command);
      }
      int exit = process.exitValue();
      return new Result(exit, exit == 0 ? output : output + Files.readString(errors));
    } finally {
      Files.deleteIfExists(errors);
    }
  }
}
