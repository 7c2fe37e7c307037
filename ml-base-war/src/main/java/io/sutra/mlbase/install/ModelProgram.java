package io.sutra.mlbase.install;

import io.sutra.mlbase.model.CatalogueEntry;
import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelFileException;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.model.Precision;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * {@code ModelProgram MODELS_DIRECTORY HUB_URL list [json] | pull NAME | verify NAME | add FOLDER
 * NAME DIMENSIONS QUERY_PREFIX DOCUMENT_PREFIX LAYER_NORMALIZED MATRYOSHKA | remove NAME
 * WORK_DIRECTORY...}. Ends with 0, or with 1 and what to do.
 */
public final class ModelProgram {

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final InstalledModels models;
  private final HubClient hub;
  private final PrintStream out;

  ModelProgram(InstalledModels models, HubClient hub, PrintStream out) {
    this.models = models;
    this.hub = hub;
    this.out = out;
  }

  /** See the class. */
  public static void main(String[] arguments) {
    try {
      var models = new InstalledModels(new ModelCatalogue(), Path.of(arguments[0]));
      new ModelProgram(models, new HubClient(URI.create(arguments[1]), PAUSE), System.out)
          .run(List.of(arguments).subList(2, arguments.length));
    } catch (InstallException | ModelFileException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  void run(List<String> words) throws InstallException {
    switch (words.getFirst()) {
      case "list" -> list(words.contains("json"));
      case "pull" -> pull(words.get(1));
      case "verify" -> verify(words.get(1));
      case "add" -> add(words);
      case "remove" -> remove(words);
      default -> throw new InstallException("unknown: " + words);
    }
  }

  private void list(boolean json) {
    var list = new ModelList(models);
    if (json) {
      out.println(list.toJson());
    } else {
      list.print(out);
    }
  }

  private void pull(String name) throws InstallException {
    CatalogueEntry entry = known(name);
    if (Files.exists(models.folder(name))) {
      verify(name);
      return;
    }
    boolean terminal = Boolean.getBoolean("sutra.terminal");
    new ModelDownload(models, hub, new DownloadProgress(out, terminal)).pull(entry);
    out.println(name + " is in " + models.folder(name) + "; serve it with MODEL_NAME=" + name);
  }

  private void verify(String name) throws InstallException {
    known(name);
    List<Precision> precisions = models.precisions(name);
    if (precisions.isEmpty()) {
      throw new InstallException(name + " is not here. Fetch it: ./sutra model pull " + name);
    }
    for (Precision precision : precisions) {
      ModelFiles.verify(models.find(name, precision).orElseThrow(), models.directory());
      out.println(name + " " + precision.label() + ": every file is the published one");
    }
  }

  private void add(List<String> words) throws InstallException {
    Path folder = Path.of(words.get(1));
    List<Integer> dimensions =
        words.get(3).isEmpty()
            ? List.of()
            : Arrays.stream(words.get(3).split(",", -1)).map(Integer::valueOf).toList();
    CatalogueEntry added =
        new FolderImport(models)
            .add(
                folder,
                words.get(2),
                new FolderImport.Recipe(
                    dimensions,
                    Boolean.parseBoolean(words.get(7)),
                    words.get(4),
                    words.get(5),
                    Boolean.parseBoolean(words.get(6))));
    out.println(
        added.name()
            + " is added: "
            + added.dimensions()
            + " numbers, pooling "
            + added.pooling()
            + ", "
            + added.maximumTokens()
            + " tokens; serve it with MODEL_NAME="
            + added.name());
    if (added.dimensions().size() > 1 && !added.matryoshka()) {
      out.println(
          "Its shorter vectors lose meaning until it is fitted: ./sutra model fit "
              + added.name()
              + " --texts FILE. (--matryoshka is for a model that was trained for them.)");
    }
  }

  private void remove(List<String> words) throws InstallException {
    String name = words.get(1);
    List<Path> workDirectories = words.stream().skip(2).map(Path::of).toList();
    new ModelRemoval(models, workDirectories).remove(name);
    out.println(name + " is removed.");
  }

  private CatalogueEntry known(String name) throws InstallException {
    return models
        .entry(name)
        .orElseThrow(
            () ->
                new InstallException(
                    "There is no model " + name + "; ./sutra model list shows all."));
  }
}
