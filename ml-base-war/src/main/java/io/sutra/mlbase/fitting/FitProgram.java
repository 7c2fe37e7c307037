package io.sutra.mlbase.fitting;

import io.sutra.domain.vector.Matryoshka;
import io.sutra.domain.vector.Rotation;
import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.ModelFileException;
import io.sutra.mlbase.model.Precision;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fits a model's rotation: {@code FitProgram MODELS_DIRECTORY WORK_DIRECTORY NAME TEXTS [PAIRS]},
 * where TEXTS is a file of UTF-8 with a text a line, and PAIRS one of {@link QueryAndText}. Prints
 * its progress, and ends with 0 when the rotation is kept, else with 1 and what to do.
 */
public final class FitProgram {

  /** With fewer, the last directions would be chance. */
  static final int FEWEST_TEXTS_PER_NUMBER = 10;

  /** With fewer, the fit works but more texts would improve it. */
  static final int PLENTY_OF_TEXTS_PER_NUMBER = 50;

  /** With fewer, a map would learn them by heart. */
  static final int FEWEST_PAIRS = 1_000;

  /** Any number; the same one, so that the same texts give the same map. */
  private static final long SEED = 31;

  private final InstalledModels models;
  private final Path workDirectory;
  private final PrintStream out;

  FitProgram(InstalledModels models, Path workDirectory, PrintStream out) {
    this.models = models;
    this.workDirectory = workDirectory;
    this.out = out;
  }

  /** What was fitted. */
  record Fitted(Rotation rotation, int texts, int pairs) {}

  /** See the class. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    if (arguments.length < 4 || arguments.length > 5) {
      System.err.println("usage: FitProgram MODELS_DIRECTORY WORK_DIRECTORY NAME TEXTS [PAIRS]");
      return 1;
    }
    var models = new InstalledModels(new ModelCatalogue(), Path.of(arguments[0]));
    try {
      Fitted fitted =
          new FitProgram(models, Path.of(arguments[1]), System.out)
              .fit(
                  arguments[2],
                  Path.of(arguments[3]),
                  Arrays.stream(arguments).skip(4).findFirst().map(Path::of));
      models.rotations().store(arguments[2], fitted.rotation());
      System.out.println(
          "Fitted on "
              + fitted.texts()
              + " texts"
              + (fitted.pairs() == 0 ? "" : " and " + fitted.pairs() + " pairs")
              + "; kept as "
              + models.rotations().file(arguments[2])
              + " (SHA-256 "
              + fitted.rotation().checksum()
              + "). ml-base uses it from its next start on.");
      return 0;
    } catch (IllegalArgumentException | ModelFileException e) {
      System.err.println(e.getMessage());
    } catch (MalformedInputException e) {
      System.err.println("A file of texts is not in UTF-8.");
    } catch (IOException e) {
      System.err.println(arguments[2] + " cannot be fitted: " + e);
    }
    return 1;
  }

  /**
   * Fits a model; keeps nothing.
   *
   * @param pairs to learn a map from; without them it is a rotation
   * @throws IllegalArgumentException when the model is not here, a file is not as it should be, or
   *     the texts are too few
   */
  Fitted fit(String name, Path textsFile, Optional<Path> pairs) throws IOException {
    ModelDescription model =
        models
            .find(name, Precision.FLOAT32)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no model " + name + " here; there are " + models.names() + "."));
    if (model.dimensions().size() < 2) {
      throw new IllegalArgumentException(name + " has one dimension only: nothing to fit.");
    }
    List<String> lines = lines(textsFile);
    int fewest = FEWEST_TEXTS_PER_NUMBER * model.dimension();
    if (lines.size() < fewest) {
      throw new IllegalArgumentException(
          textsFile
              + " has "
              + lines.size()
              + " texts; "
              + name
              + " needs at least "
              + fewest
              + ".");
    }
    List<QueryAndText> read = pairs.isPresent() ? QueryAndText.read(pairs.get()) : List.of();
    if (pairs.isPresent() && read.size() < FEWEST_PAIRS) {
      throw new IllegalArgumentException(
          "%s has %d pairs; at least %d are needed, and more are better."
              .formatted(pairs.get(), read.size(), FEWEST_PAIRS));
    }
    if (lines.size() < PLENTY_OF_TEXTS_PER_NUMBER * model.dimension()) {
      out.printf(
          Locale.ROOT,
          "Warning: %d texts are few for %d numbers; with %d or more, shorter vectors keep more.%n",
          lines.size(),
          model.dimension(),
          PLENTY_OF_TEXTS_PER_NUMBER * model.dimension());
    }
    Set<String> learned = read.stream().map(QueryAndText::text).collect(Collectors.toSet());
    HeldOut texts = HeldOut.of(lines, learned);
    try (var vectors = TextVectors.open(model, models.directory(), workDirectory, out)) {
      Rotation rotation =
          pairs.isEmpty()
              ? rotation(model, vectors, texts.fitting())
              : map(model, vectors, texts.fitting(), read);
      report(model, rotation, vectors, texts.measuring());
      return new Fitted(rotation, lines.size(), read.size());
    }
  }

  /** What shorter vectors keep of a search, as the model is now and with the new rotation. */
  private void report(
      ModelDescription model, Rotation rotation, TextVectors vectors, List<String> texts) {
    if (texts.isEmpty()) {
      out.println("Too few texts to hold some out, so what the fit gains is not measured.");
      return;
    }
    var kept = new NeighboursKept(vectors.of("held-out texts", model.documentPrefix(), texts));
    out.printf(
        Locale.ROOT,
        "Share of the ten nearest neighbours that shorter vectors keep, among %d texts that were"
            + " not fitted on:%n%9s %9s %9s%n",
        kept.texts(),
        "NUMBERS",
        "BEFORE",
        "AFTER");
    List<Integer> worse = new ArrayList<>();
    for (int size : model.dimensions().subList(1, model.dimensions().size())) {
      double before = kept.share(size, model.rotation());
      double after = kept.share(size, Optional.of(rotation));
      out.printf(Locale.ROOT, "%9d %8.1f%% %8.1f%%%n", size, 100 * before, 100 * after);
      if (after < before) {
        worse.add(size);
      }
    }
    if (!worse.isEmpty()) {
      out.printf(
          "Warning: vectors of %s numbers keep fewer than before. To undo the fit, delete %s; to"
              + " improve it, give more texts of the kind that will be embedded.%n",
          worse, models.rotations().file(model.name()));
    }
  }

  private static Rotation rotation(
      ModelDescription model, TextVectors vectors, List<String> texts) {
    var moment = new SecondMoment(model.dimension());
    vectors.of("texts", model.documentPrefix(), texts).forEach(moment::add);
    return moment.rotation(model.dimensions().get(1));
  }

  /**
   * Queries are sent with the model's own prefix and without (OpenAI's clients cannot send one), so
   * the map learns from both.
   */
  private Rotation map(
      ModelDescription model, TextVectors vectors, List<String> lines, List<QueryAndText> pairs) {
    Set<String> texts = new LinkedHashSet<>(lines);
    pairs.forEach(pair -> texts.add(pair.text()));
    List<String> all = List.copyOf(texts);
    Map<String, Integer> places = HashMap.newHashMap(all.size());
    all.forEach(text -> places.put(text, places.size()));
    List<String> queries = pairs.stream().map(QueryAndText::query).toList();
    List<float[]> ofTexts = vectors.of("texts", model.documentPrefix(), all);
    List<float[]> ofQueries = new ArrayList<>(vectors.of("queries", "", queries));
    if (!model.queryPrefix().isEmpty()) {
      ofQueries.addAll(vectors.of("queries with the prefix", model.queryPrefix(), queries));
    }
    int[] own = new int[ofQueries.size()];
    Arrays.setAll(own, query -> places.getOrDefault(pairs.get(query % pairs.size()).text(), -1));
    var moment = new SecondMoment(model.dimension());
    ofTexts.forEach(moment::add);
    ofQueries.forEach(moment::add);
    List<Integer> sizes = model.dimensions().subList(1, model.dimensions().size());
    var random = new Random(SEED);
    out.println("looking for neighbours");
    FittingSample sample = FittingSample.of(unitRows(ofTexts), unitRows(ofQueries), own, random);
    return new MapTraining(sample, sizes, moment.directions(sizes.getFirst()), random, out)
        .run(MapTraining.STEPS);
  }

  private static FloatMatrix unitRows(List<float[]> vectors) {
    return FloatMatrix.ofRows(
        vectors.stream().map(vector -> Matryoshka.take(vector, vector.length, true)).toList());
  }

  private static List<String> lines(Path texts) throws IOException {
    try (Stream<String> lines = Files.lines(texts, StandardCharsets.UTF_8)) {
      return lines.map(String::strip).filter(line -> !line.isEmpty()).distinct().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }
}
