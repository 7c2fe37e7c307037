package io.sutra.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.SutraInstance;
import io.sutra.it.SutraInstance.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/deployment/LIBERTY.md} from its first block to its last, as one script: the files
 * that it prints are written to the server's folder and its commands run as printed, but for the
 * three paths and the port.
 */
class LibertyDocumentationIT {

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)(?: (\\S+))?\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  private static final Path PAGE = SutraInstance.ROOT.resolve("docs/deployment/LIBERTY.md");

  private static final Path WLP =
      SutraInstance.ROOT.resolve("liberty-config/target/runtime/wlp").toAbsolutePath();

  @TempDir private Path home;

  @Test
  void page_fromFirstToLastBlock_servesAVectorAndStops() throws Exception {
    var sutra = new SutraInstance(home);

    Result result =
        sutra.run(
            List.of("bash", "-c", script(sutra)),
            Map.of(
                "WLP_USER_DIR", home.resolve("usr").toString(),
                "JAVA_HOME", System.getProperty("java.home"),
                "PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH")));

    String logs = home.toString();
    assertThat(result.exit()).as("%s%nlogs are in %s", result.output(), logs).isZero();
    assertThat(result.output())
        .contains("\"embeddings\":[[")
        .containsPattern("\"l2_available\": ?true")
        .contains("\"service\":\"ml-base\"");
  }

  /** The whole page; what was started is stopped whatever fails. */
  private String script(SutraInstance sutra) throws IOException {
    var script =
        new StringBuilder(
            """
            set -eu
            trap '"$WLP/bin/server" stop sutra >/dev/null; [ -z "${SHARD:-}" ] || kill "$SHARD"' EXIT
            """);
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    List<MatchResult> found = blocks.results().toList();
    assertThat(found).hasSizeGreaterThan(5);
    for (MatchResult block : found) {
      String language = block.group(1);
      String file = block.group(2);
      if ("paths".equals(file)) {
        script.append(
            "SUTRA=%s\nWLP=%s\nSERVER=%s\n"
                .formatted(SutraInstance.ROOT, WLP, home.resolve("usr/servers/sutra")));
      } else if (file != null) {
        script.append("cat > \"$SERVER/%s\" <<'FILE'\n%sFILE\n".formatted(file, block.group(3)));
      } else if (language.equals("bash")) {
        script.append(
            block.group(3).replace("localhost:8888", "localhost:" + sutra.embeddingPort()));
      }
    }
    // Reached only when every command of the page succeeded.
    return script.append("trap - EXIT\n").toString();
  }
}
