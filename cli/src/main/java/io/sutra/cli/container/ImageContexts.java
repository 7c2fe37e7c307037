package io.sutra.cli.container;

import io.sutra.cli.files.FolderCopy;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.Component;
import io.sutra.settings.InferenceSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Puts together what goes into the images, from what the build left behind and the JDK that runs
 * this command: nothing comes from the network.
 */
final class ImageContexts {

  /** What Liberty, the applications and the shard use of Java; found by running them. */
  private static final String JAVA_MODULES =
      "java.se,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,"
          + "jdk.security.auth,jdk.unsupported,jdk.zipfs";

  /** The model that is in the image; others are mounted. */
  static final String MODEL =
      InferenceSettings.MODEL_NAME.defaultText(Component.ML_BASE).orElseThrow();

  private final Workspace workspace;
  private final Progress progress;

  ImageContexts(Workspace workspace, Progress progress) {
    this.workspace = workspace;
    this.progress = progress;
  }

  Path folder(Image image) {
    return workspace.imageContexts().resolve(image.folder());
  }

  /** Makes every folder anew. */
  void prepare() {
    try {
      FolderCopy.delete(workspace.imageContexts());
      for (Image image : Image.values()) {
        Files.createDirectories(folder(image));
        FolderCopy.link(
            docker().resolve("healthcheck.sh"), folder(image).resolve("healthcheck.sh"));
      }
      java();
      liberty(Image.ML_BASE, "ml-base", Map.of("ml-base.war", workspace.mlBaseApplication()));
      liberty(
          Image.EMBEDDING,
          "embedding",
          Map.of(
              "embedding.war",
              workspace.embeddingApplication(),
              "cache-connector-standalone.rar",
              workspace.connector()));
      FolderCopy.link(
          workspace.builtModels().resolve(MODEL),
          folder(Image.ML_BASE).resolve("models").resolve(MODEL));
      Path rotation = workspace.builtModels().resolve(MODEL + ".rotation");
      if (Files.exists(rotation)) {
        FolderCopy.link(
            rotation, folder(Image.ML_BASE).resolve("models").resolve(MODEL + ".rotation"));
      }
      shard();
      FolderCopy.link(
          workspace.root().resolve("haproxy/ml-base-lb.cfg"),
          folder(Image.BALANCER).resolve("haproxy.cfg"));
      FolderCopy.link(
          docker().resolve("ml-base-lb/run.sh"), folder(Image.BALANCER).resolve("run.sh"));
    } catch (IOException e) {
      throw new CommandFailure("What goes into the images cannot be put in place: " + e, e);
    }
  }

  private Path docker() {
    return workspace.root().resolve("docker");
  }

  /** A Java runtime with what is used and no more, once for the three images that have one. */
  private void java() throws IOException {
    progress.step("making a Java runtime (jlink)");
    Path home = Path.of(System.getProperty("java.home"));
    Path java = workspace.imageContexts().resolve("java");
    Docker.watch(
        List.of(
            home.resolve("bin/jlink").toString(),
            "--add-modules",
            JAVA_MODULES,
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--compress",
            "zip-6",
            "--output",
            java.toString()),
        Map.of(),
        line -> {});
    for (Image image : List.of(Image.CACHE_SHARD, Image.ML_BASE, Image.EMBEDDING)) {
      FolderCopy.link(java, folder(image).resolve("java"));
    }
  }

  private void shard() throws IOException {
    Path context = folder(Image.CACHE_SHARD);
    FolderCopy.link(docker().resolve("cache-shard/run.sh"), context.resolve("run.sh"));
    FolderCopy.link(workspace.shardArchive(), context.resolve("shard/cache-shard.jar"));
    FolderCopy.link(workspace.shardArchive().resolveSibling("lib"), context.resolve("shard/lib"));
  }

  /** The server with those features of Liberty that its configuration asks for. */
  private void liberty(Image image, String server, Map<String, Path> applications)
      throws IOException {
    progress.step("packing " + server + " with the features of Liberty that it uses");
    Path user = workspace.imageContexts().resolve("usr-" + server);
    FolderCopy.copy(workspace.serverTemplates().resolve("shared"), user.resolve("shared"));
    Path folder = user.resolve("servers").resolve(server);
    FolderCopy.copy(workspace.serverTemplates().resolve("servers").resolve(server), folder);
    Files.createDirectories(folder.resolve("apps"));
    for (Map.Entry<String, Path> application : applications.entrySet()) {
      FolderCopy.link(application.getValue(), folder.resolve("apps").resolve(application.getKey()));
    }
    Path archive = workspace.imageContexts().resolve(server + ".zip");
    Docker.watch(
        List.of(
            workspace.runtime().resolve("bin/server").toString(),
            "package",
            server,
            "--include=minify",
            "--server-root=wlp",
            "--archive=" + archive),
        Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "WLP_USER_DIR",
            user.toString(),
            "WLP_OUTPUT_DIR",
            workspace.imageContexts().resolve("output").toString()),
        line -> {});
    unpack(archive, folder(image));
    Files.delete(archive);
  }

  private static void unpack(Path archive, Path target) throws IOException {
    try (var zip = new ZipFile(archive.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException(archive + " has an entry outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          try (InputStream content = zip.getInputStream(entry)) {
            Files.copy(content, file);
          }
        }
      }
    }
    // An archive from Java does not say which files are programs.
    if (!target.resolve("wlp/bin/server").toFile().setExecutable(true, false)) {
      throw new IOException("the server's script cannot be made executable");
    }
  }
}
