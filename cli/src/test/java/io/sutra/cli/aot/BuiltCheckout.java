package io.sutra.cli.aot;

import io.sutra.cli.instance.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A folder that looks like a checkout after a build; its programs end at once with status 3. */
final class BuiltCheckout {

  private final Workspace workspace;

  BuiltCheckout(Path root, Map<String, String> environment) throws IOException {
    workspace = Workspace.of(root, root.resolve(".sutra"), environment);
    write("liberty-config/target/runtime/wlp/lib/versions/openliberty.properties", "version=1");
    write("liberty-config/target/runtime/wlp/bin/server", "#!/bin/sh\nexit 3\n");
    if (!workspace.runtime().resolve("bin/server").toFile().setExecutable(true)) {
      throw new IOException("the stand-in for Liberty's script cannot be made executable");
    }
    write("liberty-config/target/usr/shared/config/sutra/platform.xml", "<server/>");
    write("cache-shard-jar/target/cache-shard.jar", "no archive");
    write("cache-shard-jar/target/lib/netty-1.jar", "no archive");
    for (String server : new String[] {"ml-base", "embedding"}) {
      write("liberty-config/target/usr/servers/" + server + "/server.xml", "<server/>");
      write("liberty-config/target/usr/servers/" + server + "/jvm.options", "-Xmx64m");
      write(server + "-war/target/" + server + "/WEB-INF/lib/library-1.jar", "no archive");
      write(server + "-war/target/" + server + "/WEB-INF/classes/A.class", "no class");
    }
  }

  Workspace workspace() {
    return workspace;
  }

  void write(String file, String content) throws IOException {
    Path path = workspace.root().resolve(file);
    Files.createDirectories(path.toAbsolutePath().getParent());
    Files.writeString(path, content);
  }

  void delete(String file) throws IOException {
    Files.delete(workspace.root().resolve(file));
  }
}
