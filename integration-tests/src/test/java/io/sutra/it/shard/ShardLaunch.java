package io.sutra.it.shard;

import io.sutra.it.PortBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a shard is started; the same launch may be started again and again.
 *
 * @param folder of the log
 * @param environment added to the environment of the test, from which every setting of Sutra is
 *     taken out
 * @param jvm options of Java
 * @param wrapper what is put before the command, for example strace
 */
record ShardLaunch(
    Path folder, Map<String, String> environment, List<String> jvm, List<String> wrapper) {

  /** A generous JVM that starts quickly. */
  private static final List<String> GENEROUS =
      List.of("-XX:+UseSerialGC", "-Xmx512m", "-XX:MaxDirectMemorySize=1g");

  /**
   * Not of the product: it starts sooner, and it does not write to its file of performance data,
   * which the kernel counts among what a process writes.
   */
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

  /** With more memory than the tests of small logs need. */
  static ShardLaunch generous(Path folder, Map<String, String> environment) {
    return new ShardLaunch(folder, environment, GENEROUS, List.of());
  }

  /**
   * With the memory options that the shard itself asks for, as {@code ./sutra up} starts it.
   *
   * @throws IOException when the shard refuses the settings; the message is the shard's
   */
  static ShardLaunch asAdvised(Path folder, Map<String, String> environment)
      throws IOException, InterruptedException {
    ShardLaunch asking = new ShardLaunch(folder, environment, List.of(), List.of());
    Process process = asking.builder(List.of("--jvm-options")).redirectErrorStream(true).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("--jvm-options: " + answer);
    }
    return new ShardLaunch(folder, environment, List.of(answer.strip().split(" ", -1)), List.of());
  }

  /** With another option of Java, which comes last and so wins. */
  ShardLaunch withJvm(String option) {
    List<String> more = new ArrayList<>(jvm);
    more.add(option);
    return new ShardLaunch(folder, environment, more, wrapper);
  }

  /** With other settings beside those that it has. */
  ShardLaunch with(Map<String, String> settings) {
    Map<String, String> more = new HashMap<>(environment);
    more.putAll(settings);
    return new ShardLaunch(folder, more, jvm, wrapper);
  }

  /** With another folder. */
  ShardLaunch in(Path another) {
    return new ShardLaunch(another, environment, jvm, wrapper);
  }

  /** With something put before the command. */
  ShardLaunch wrapped(List<String> by) {
    return new ShardLaunch(folder, environment, jvm, by);
  }

  /** Starts a shard on a free port, which its first line names, unless the settings name one. */
  ShardProcess start() throws IOException {
    return new ShardProcess(builder(List.of()).redirectErrorStream(true).start());
  }

  /** Starts a shard on a port that is known before the shard is ready. */
  ShardProcess startAt(int port) throws IOException {
    Map<String, String> setting = Map.of("SUTRA_CACHE_PORT", Integer.toString(port));
    ShardProcess shard = with(setting).start();
    shard.listensAt(port);
    return shard;
  }

  /** A port that no other test takes. */
  static int reservedPort() {
    return PortBlock.take().port(0);
  }

  private ProcessBuilder builder(List<String> arguments) {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(QUICK);
    command.addAll(List.of("-jar", System.getProperty("it.shard.jar")));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("SUTRA_"));
    variables.put("SUTRA_CACHE_DIR", folder.toString());
    variables.put("SUTRA_CACHE_PORT", "0");
    variables.put("SUTRA_CACHE_METRICS_PORT", "0");
    variables.putAll(environment);
    return builder;
  }
}
