package io.sutra.cli.runtime;

import java.util.Map;
import java.util.TreeMap;

/**
 * The variables that every server has, whoever starts it and from which shell: a replica that is
 * brought back later behaves as the others do.
 */
final class ServerEnvironment {

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private ServerEnvironment() {}

  /** A new map, to which settings are added. */
  static Map<String, String> standard() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PATH", PATH);
    variables.put("LC_ALL", "C.UTF-8");
    variables.put("LANG", "C.UTF-8");
    variables.put("HOME", System.getProperty("user.home"));
    variables.put("USER", System.getProperty("user.name"));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    return variables;
  }
}
