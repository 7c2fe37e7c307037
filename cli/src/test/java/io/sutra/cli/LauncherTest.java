package io.sutra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code sutra} as it is in this checkout, with stand-ins for the JDK and for Maven. */
@Timeout(60)
final class LauncherTest {

  @TempDir private Path root = Path.of("set by JUnit");

  @BeforeEach
  void makeACheckout() throws IOException {
    Files.copy(Path.of("../sutra"), root.resolve("sutra"));
    Files.writeString(root.resolve("pom.xml"), "");
    for (String module : new String[] {"cli", "settings-jar"}) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "");
    }
    Files.writeString(
        Files.createDirectories(root.resolve("jdk/bin")).resolveSibling("release"),
        "JAVA_VERSION=\"21.0.1\"\n");
    script("jdk/bin/javac", "");
    script(
        "jdk/bin/java",
        "echo \"options: ${JAVA_TOOL_OPTIONS-}${JDK_JAVA_OPTIONS-}${_JAVA_OPTIONS-}.\"\n");
    Files.createDirectory(root.resolve(".mvn"));
    script(
        ".mvn/maven.sh",
        """
        echo built >>builds
        [ -e edit ] && sleep 0.1 && touch cli/src/main/Edited.java && sleep 0.1 && rm edit
        touch cli/target/sutra-cli.jar
        """);
  }

  @Test
  void optionsForOtherJavaPrograms_doNotReachTheCommand() throws Exception {
    assertThat(run()).endsWith("options: .\n");
  }

  @Test
  void secondCall_buildsNothing() throws Exception {
    run();
    run();

    assertThat(root.resolve("builds")).hasContent("built");
  }

  @Test
  void sourceEditedDuringTheBuild_isBuiltByTheNextCall() throws Exception {
    Files.writeString(root.resolve("edit"), "");

    run();
    run();

    assertThat(root.resolve("builds")).hasContent("built\nbuilt");
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(root.resolve(name), "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String run() throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(root.resolve("sutra").toString(), "status").redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    for (String name : new String[] {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"}) {
      builder.environment().put(name, "-Dcaller=1");
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
