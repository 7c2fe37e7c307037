package io.sutra.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cli.instance.TestWorkspace;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProductFilesTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private final Progress progress = new Progress(new PrintWriter(new StringWriter()));
  private Workspace workspace = TestWorkspace.below(folder, Map.of());

  @BeforeEach
  void makeCheckout() throws IOException {
    workspace = TestWorkspace.below(folder, Map.of());
    for (String file :
        new String[] {
          "liberty-config/target/usr/servers/ml-base/server.xml",
          "ml-base-war/target/ml-base/WEB-INF/web.txt",
          "embedding-war/target/embedding/WEB-INF/web.txt",
          "cache-connector-rar/target/cache-connector-standalone.rar",
          "ear/target/sutra.ear",
          "cache-shard-jar/target/cache-shard.jar",
          "cache-shard-jar/target/lib/netty.jar",
          "haproxy/ml-base-lb.cfg"
        }) {
      write(file, "first");
    }
    write("target/sutra-build.stamp", "0123456789abcdef0123");
  }

  @Test
  void toStartAnew_afterAFailedBuild_isWhatWasInstalled() throws IOException {
    ProductFiles first = ProductFiles.toStartAnew(workspace, progress);
    Files.delete(workspace.buildStamp());

    assertThat(ProductFiles.toStartAnew(workspace, progress)).isEqualTo(first);
  }

  @Test
  void toComplete_balancersConfigurationEdited_hasTheEdit() throws IOException {
    ProductFiles first = ProductFiles.toStartAnew(workspace, progress);
    write("haproxy/ml-base-lb.cfg", "edited");

    ProductFiles next = ProductFiles.toComplete(workspace);

    assertThat(next.balancerConfiguration()).hasContent("edited");
    assertThat(first.balancerConfiguration()).hasContent("first");
  }

  @Test
  void toComplete_anotherBuild_isWhatTheOthersRunFrom() throws IOException {
    ProductFiles first = ProductFiles.toStartAnew(workspace, progress);
    write("target/sutra-build.stamp", "fedcba98765432100123");

    assertThat(ProductFiles.toComplete(workspace)).isEqualTo(first);
    assertThat(ProductFiles.toStartAnew(workspace, progress)).isNotEqualTo(first);
  }

  /** As Maven packs an archive anew: the same file gets another content. */
  @Test
  void installed_buildOverwritesItsArchivesInPlace_isAsItWas() throws IOException {
    ProductFiles product = ProductFiles.toStartAnew(workspace, progress);

    write("cache-shard-jar/target/cache-shard.jar", "second");
    write("cache-shard-jar/target/lib/netty.jar", "second");
    write("ear/target/sutra.ear", "second");

    assertThat(product.shardArchive()).hasContent("first");
    assertThat(product.shardArchive().resolveSibling("lib/netty.jar")).hasContent("first");
    assertThat(product.application("sutra.ear")).hasContent("first");
  }

  @Test
  void deleteOthers_buildThatAServerRunsFrom_stays() throws IOException {
    ProductFiles first = ProductFiles.toStartAnew(workspace, progress);
    write("target/sutra-build.stamp", "fedcba98765432100123");
    ProductFiles second = ProductFiles.toStartAnew(workspace, progress);
    write("target/sutra-build.stamp", "aaaabbbbccccdddd0123");
    ProductFiles third = ProductFiles.toStartAnew(workspace, progress);

    third.deleteOthers(Set.of(first.name()));

    assertThat(first.folder()).isDirectory();
    assertThat(second.folder()).doesNotExist();
    assertThat(third.folder()).isDirectory();
  }

  private void write(String file, String content) throws IOException {
    Path path = workspace.root().resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
