package io.sutra.cache.connector.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs the probe: as a web application beside the adapter, and as an EAR around it. */
final class ProbeArchives {

  private ProbeArchives() {}

  /** The adapter with its contract, and a web application that has none. */
  static void standalone(Path apps) throws IOException {
    Path rar = Path.of(System.getProperty("it.rar.standalone"));
    Files.copy(
        rar, apps.resolve("cache-connector-standalone.rar"), StandardCopyOption.REPLACE_EXISTING);
    Files.write(apps.resolve("standalone.war"), war("eis/sutra/cache"));
  }

  /** The adapter without its contract, which is in the folder that all modules share. */
  static void embedded(Path apps) throws IOException {
    Map<String, byte[]> ear = new LinkedHashMap<>();
    ear.put(
        "META-INF/application.xml",
        text(
            """
            <application xmlns="https://jakarta.ee/xml/ns/jakartaee" version="10">
              <module><connector>cache-connector.rar</connector></module>
              <module>
                <web><web-uri>probe.war</web-uri><context-root>/embedded</context-root></web>
              </module>
              <library-directory>lib</library-directory>
            </application>
            """));
    ear.put("lib/cache-api.jar", Files.readAllBytes(Path.of(System.getProperty("it.contract"))));
    ear.put("cache-connector.rar", Files.readAllBytes(Path.of(System.getProperty("it.rar"))));
    ear.put("probe.war", war("eis/sutra/embedded"));
    Files.write(apps.resolve("embedded.ear"), zip(ear));
  }

  private static byte[] war(String jndiName) throws IOException {
    Map<String, byte[]> war = new LinkedHashMap<>();
    war.put(
        "WEB-INF/web.xml",
        text(
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <resource-ref>
                <res-ref-name>cache</res-ref-name>
                <res-type>io.sutra.cache.api.CacheConnectionFactory</res-type>
                <res-sharing-scope>Unshareable</res-sharing-scope>
                <lookup-name>%s</lookup-name>
              </resource-ref>
            </web-app>
            """
                .formatted(jndiName)));
    String servlet = ProbeServlet.class.getName().replace('.', '/') + ".class";
    try (InputStream in = ProbeServlet.class.getClassLoader().getResourceAsStream(servlet)) {
      war.put("WEB-INF/classes/" + servlet, Objects.requireNonNull(in).readAllBytes());
    }
    return zip(war);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    try (OutputStream out = bytes;
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
