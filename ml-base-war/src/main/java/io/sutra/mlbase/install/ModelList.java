package io.sutra.mlbase.install;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sutra.mlbase.model.CatalogueEntry;
import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.model.Precision;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Every model that is known, and which of them are on this machine. */
final class ModelList {

  private static final String MARK = "*";

  private final List<Line> lines = new ArrayList<>();

  /**
   * One model.
   *
   * @param here whether its files are on this machine
   * @param precisions in which it can be served; none when it is not here
   * @param fitted whether it has a rotation
   */
  private record Line(CatalogueEntry entry, boolean here, List<String> precisions, boolean fitted) {

    /** Shorter vectors of a model that nothing prepared for them are marked. */
    String dimensions() {
      return entry.dimensions().stream()
          .map(size -> size + (unprepared() && size < entry.dimension() ? MARK : ""))
          .collect(Collectors.joining(", "));
    }

    /** Whether it offers shorter vectors without having been trained or fitted for them. */
    boolean unprepared() {
      return entry.dimensions().size() > 1 && !entry.matryoshka() && !fitted;
    }

    String state() {
      return here ? String.join("+", precisions) + (fitted ? ", fitted" : "") : "no";
    }
  }

  ModelList(InstalledModels models) {
    Set<String> names = new LinkedHashSet<>(new ModelCatalogue().names());
    names.addAll(models.names());
    for (String name : names) {
      boolean here = Files.isRegularFile(models.folder(name).resolve(ModelFiles.TOKENIZER));
      lines.add(
          new Line(
              models.entry(name).orElseThrow(),
              here,
              here ? models.precisions(name).stream().map(Precision::label).toList() : List.of(),
              models.rotations().of(name).isPresent()));
    }
  }

  /** For people. */
  void print(PrintStream out) {
    out.printf("%-32s %-28s %-22s %s%n", "MODEL", "NUMBERS", "LICENCE", "HERE");
    for (Line line : lines) {
      CatalogueEntry entry = line.entry();
      out.printf(
          "%-32s %-28s %-22s %s%n", entry.name(), line.dimensions(), entry.licence(), line.state());
    }
    if (lines.stream().anyMatch(Line::unprepared)) {
      out.println(
          MARK
              + " Such a vector loses meaning: the model was neither trained for shorter vectors nor"
              + " fitted. ./sutra model fit NAME --texts FILE");
    }
  }

  /** For programs: {@code {"models": [...]}}. */
  String toJson() {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("models");
      for (Line line : lines) {
        write(line, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail", e);
    }
    return text.toString();
  }

  private static void write(Line line, JsonGenerator json) throws IOException {
    CatalogueEntry entry = line.entry();
    json.writeStartObject();
    json.writeStringField("name", entry.name());
    json.writeStringField("source", entry.origin().description());
    json.writeStringField("licence", entry.licence());
    json.writeFieldName("dimensions");
    int[] dimensions = entry.dimensions().stream().mapToInt(Integer::intValue).toArray();
    json.writeArray(dimensions, 0, dimensions.length);
    json.writeStringField("pooling", entry.pooling().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("max_tokens", entry.maximumTokens());
    json.writeBooleanField("here", line.here());
    String[] precisions = line.precisions().toArray(String[]::new);
    json.writeFieldName("precisions");
    json.writeArray(precisions, 0, precisions.length);
    json.writeBooleanField("fitted", line.fitted());
    json.writeBooleanField("matryoshka", entry.matryoshka());
    json.writeEndObject();
  }
}
