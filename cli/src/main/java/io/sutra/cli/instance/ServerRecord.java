package io.sutra.cli.instance;

import io.sutra.cli.files.AtomicFile;
import io.sutra.cli.system.SystemProcess;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What is remembered of a server that was started: which process it is, where it was to be asked,
 * and every setting that it was given. It is written before the server runs and deleted when it was
 * stopped, so a record whose process has ended is that of a server that ended by itself.
 *
 * @param process of the server
 * @param url where it is asked
 * @param ready whether it was ready once
 * @param product the name of the folder of programs that it runs from; empty when it is unknown
 * @param settings that its environment has
 */
public record ServerRecord(
    SystemProcess process,
    String url,
    boolean ready,
    String product,
    Map<String, String> settings) {

  private static final String SETTING = "setting.";

  public ServerRecord {
    settings = Map.copyOf(settings);
  }

  /** The record of the same server once it is ready. */
  public ServerRecord asReady() {
    return new ServerRecord(process, url, true, product, settings);
  }

  /** Whether it ended without having been stopped, and not because the machine was restarted. */
  public boolean crashed() {
    return !process.isAlive() && !process.isOfAnEarlierBoot();
  }

  /** Reads it; empty when there is none. */
  public static Optional<ServerRecord> read(Path file) {
    var text = new Properties();
    try {
      text.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
      Map<String, String> settings = new TreeMap<>();
      for (String key : text.stringPropertyNames()) {
        if (key.startsWith(SETTING)) {
          settings.put(key.substring(SETTING.length()), text.getProperty(key));
        }
      }
      return Optional.of(
          new ServerRecord(
              new SystemProcess(
                  Long.parseLong(text.getProperty("pid", "")),
                  Long.parseLong(text.getProperty("start", "")),
                  text.getProperty("boot", "")),
              text.getProperty("url", ""),
              Boolean.parseBoolean(text.getProperty("ready")),
              text.getProperty("product", ""),
              settings));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Writes it; it is on the disk when this returns. */
  public void write(Path file) throws IOException {
    var text = new Properties();
    text.setProperty("pid", Long.toString(process.pid()));
    text.setProperty("start", Long.toString(process.start()));
    text.setProperty("boot", process.boot());
    text.setProperty("url", url);
    text.setProperty("ready", Boolean.toString(ready));
    text.setProperty("product", product);
    settings.forEach((key, value) -> text.setProperty(SETTING + key, value));
    var lines = new StringWriter();
    text.store(lines, null);
    AtomicFile.write(file, lines.toString());
  }
}
