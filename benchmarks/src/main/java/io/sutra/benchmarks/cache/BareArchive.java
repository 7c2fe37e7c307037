package io.sutra.benchmarks.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Puts the bare method beside the embedding service, into the same server. */
public final class BareArchive {

  /** Named, not loaded: what they need is only in a server. */
  private static final List<String> CLASSES =
      List.of("BareApplication", "BareResource", "BareResource$Bodies");

  private static final String PACKAGE = "io/sutra/benchmarks/cache/bare/";

  /** As the service has it, so that both are made by the container in the same way. */
  private static final String BEANS =
      "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\""
          + " bean-discovery-mode=\"all\"/>";

  private static final String SERVER =
      """
      <server>
        <webApplication id="bare" name="bare" location="bare.war" contextRoot="/bare"/>
      </server>
      """;

  private BareArchive() {}

  /** Before the server is started for the first time in {@code home}. */
  public static void deploy(Path home) throws IOException {
    Path server = home.resolve("usr/servers/embedding");
    Path overrides = Files.createDirectories(server.resolve("configDropins/overrides"));
    Files.writeString(overrides.resolve("bare.xml"), SERVER);
    Path applications = Files.createDirectories(server.resolve("apps"));
    try (OutputStream out = Files.newOutputStream(applications.resolve("bare.war"));
        var archive = new ZipOutputStream(out)) {
      for (String name : CLASSES) {
        String path = PACKAGE + name + ".class";
        try (InputStream in = BareArchive.class.getClassLoader().getResourceAsStream(path)) {
          if (in == null) {
            throw new IOException("no class file " + path);
          }
          add(archive, "WEB-INF/classes/" + path, in.readAllBytes());
        }
      }
      add(archive, "WEB-INF/beans.xml", BEANS.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void add(ZipOutputStream archive, String name, byte[] content) throws IOException {
    archive.putNextEntry(new ZipEntry(name));
    archive.write(content);
    archive.closeEntry();
  }
}
