package io.sutra.mlbase.model;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is kept beside the files of a model on this machine, in {@code sutra-model.properties}: the
 * SHA-256 that each file had when it came ({@code sha256.FILE}), and of a model that the catalogue
 * does not have, how it is used.
 */
public final class ModelNotes {

  /** The file's name in the model's folder. */
  public static final String FILE = "sutra-model.properties";

  private static final String CHECKSUM = "sha256.";

  private final Properties properties;

  private ModelNotes(Properties properties) {
    this.properties = properties;
  }

  /** None yet. */
  public static ModelNotes empty() {
    return new ModelNotes(new Properties());
  }

  /**
   * Reads the notes in {@code folder}.
   *
   * @return empty ones when there are none
   * @throws ModelFileException when they cannot be read
   */
  public static ModelNotes read(Path folder) {
    var properties = new Properties();
    try (Reader in = Files.newBufferedReader(folder.resolve(FILE))) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      return empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelFileException(folder.resolve(FILE) + " cannot be read: " + e.getMessage(), e);
    }
    return new ModelNotes(properties);
  }

  /** SHA-256 by file name. */
  public Map<String, String> checksums() {
    return properties.stringPropertyNames().stream()
        .filter(key -> key.startsWith(CHECKSUM))
        .collect(
            Collectors.toMap(
                key -> key.substring(CHECKSUM.length()),
                key -> properties.getProperty(key),
                (one, other) -> one,
                TreeMap::new));
  }

  /** Adds a checksum. */
  public void pin(String file, String checksum) {
    properties.setProperty(CHECKSUM + file, checksum);
  }

  /** Adds the commit or branch that the files came from. */
  public void revision(String revision) {
    properties.setProperty("revision", revision);
  }

  /** Adds how a model is used that the catalogue does not have. */
  public void describe(CatalogueEntry entry) {
    properties.setProperty("name", entry.name());
    properties.setProperty("licence", entry.licence());
    properties.setProperty("pooling", entry.pooling().name());
    properties.setProperty("matryoshka", Boolean.toString(entry.matryoshka()));
    properties.setProperty("layer-normalized", Boolean.toString(entry.layerNormalized()));
    properties.setProperty("query-prefix", entry.queryPrefix());
    properties.setProperty("document-prefix", entry.documentPrefix());
    properties.setProperty("max-tokens", Integer.toString(entry.maximumTokens()));
    properties.setProperty("vocabulary", Integer.toString(entry.vocabularySize()));
    properties.setProperty(
        "dimensions",
        entry.dimensions().stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  /**
   * The model that the notes describe.
   *
   * @return empty when they only hold checksums
   * @throws ModelFileException when a value is not what it should be
   */
  public Optional<CatalogueEntry> described() {
    String name = properties.getProperty("name");
    if (name == null) {
      return Optional.empty();
    }
    try {
      List<Integer> dimensions =
          Arrays.stream(value("dimensions").split(",", -1)).map(Integer::valueOf).toList();
      List<PublishedFile> files =
          checksums().entrySet().stream()
              .map(file -> PublishedFile.known(file.getKey(), file.getKey(), file.getValue()))
              .toList();
      return Optional.of(
          new CatalogueEntry(
              name,
              new ModelOrigin.LocalFolder(),
              value("licence"),
              dimensions.getFirst(),
              dimensions,
              // Notes of an older version do not say it.
              Boolean.parseBoolean(properties.getProperty("matryoshka", "false")),
              Pooling.valueOf(value("pooling")),
              Boolean.parseBoolean(value("layer-normalized")),
              value("query-prefix"),
              value("document-prefix"),
              Integer.parseInt(value("max-tokens")),
              Integer.parseInt(value("vocabulary")),
              Map.of(Precision.FLOAT32, files)));
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(
          "The notes on the model " + name + " are damaged: " + e.getMessage(), e);
    }
  }

  private String value(String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  /** The text of the file, each value on its line, in the order of the keys. */
  public byte[] toBytes() {
    var text = new StringBuilder();
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      text.append(key).append('=').append(escaped(properties.getProperty(key))).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A leading space would be lost, and a backslash would mean something. */
  private static String escaped(String value) {
    String safe = value.replace("\\", "\\\\").replace("\n", "\\n");
    return safe.startsWith(" ") ? "\\" + safe : safe;
  }

  /** Writes the notes into {@code folder}, whole or not at all. */
  public void write(Path folder) {
    Path fresh = folder.resolve(FILE + ".new");
    try {
      Files.write(fresh, toBytes());
      Files.move(
          fresh,
          folder.resolve(FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
