package io.sutra.benchmarks.quality;

import io.sutra.benchmarks.ProductInstance;
import io.sutra.domain.vector.Matryoshka;
import io.sutra.domain.vector.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Measures what a shorter vector loses, plain and rotated, with both precisions.
 *
 * <p>{@code ./sutra bench quality}; {@code --fit-texts=FILE} and {@code --fit-pairs=FILE} write
 * what the rotation that ships was fitted on, and measure nothing.
 */
public final class QualityBenchmark {

  private static final List<Integer> DIMENSIONS = List.of(384, 256, 128, 64);
  private static final int TIMED_DIMENSION = 256;

  private QualityBenchmark() {}

  /**
   * What sentences found.
   *
   * @param shareOfFull nDCG@10, of that at full size
   * @param kept share of the ten nearest definitions at full size
   */
  record Found(double ndcg, double shareOfFull, double kept) {

    static Found of(Ranking ranking, Ranking full) {
      return new Found(ranking.ndcg(), ranking.ndcg() / full.ndcg(), ranking.kept(full));
    }
  }

  /**
   * One line of the result.
   *
   * @param plain with sentences embedded as they are
   * @param prefixed with the model's own prefix before each
   * @param keptOfDefinitions share of the ten nearest definitions of a definition
   */
  record Row(
      String precision,
      int dimension,
      boolean rotated,
      Found plain,
      Found prefixed,
      double keptOfDefinitions) {}

  /** Ends with 0 when every bar is met, 3 when one is missed. */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      given.put(parts[0], parts.length == 2 ? parts[1] : "true");
    }
    boolean quick = given.containsKey("--quick");
    int queries = quick ? 500 : WordNetSplit.QUERIES;
    WordNetSplit texts = WordNetSplit.load(queries, quick ? 2_000 : WordNetSplit.DOCUMENTS);
    boolean onlyWrite = write(given, "--fit-texts", texts.fitting(), "definitions");
    onlyWrite |= write(given, "--fit-pairs", texts.fittingPairs(), "sentences with definitions");
    if (onlyWrite) {
      return;
    }
    Path root = Path.of(given.getOrDefault("--root", ".")).toAbsolutePath().normalize();
    Path report =
        Path.of(
            given.getOrDefault("--report", root.resolve("docs/benchmarks/quality.md").toString()));
    List<Row> rows = new ArrayList<>();
    double cost = 0;
    for (String precision : List.of("float32", "int8")) {
      System.out.println(precision + ": starting the product");
      var product = new ProductInstance(root);
      try (product) {
        product.up(Map.of("SUTRA_MODEL_PRECISION", precision));
        var served = new ServedVectors(product.mlBasePort());
        Rotation rotation =
            served.rotation().orElseThrow(() -> new IOException("the model has no rotation"));
        System.out.println(
            precision + ": embedding " + texts.definitions().size() + " definitions");
        List<float[]> definitions =
            served.embed(texts.definitions(), "document", DIMENSIONS.getFirst());
        List<float[]> plain = served.embed(texts.examples(), "", DIMENSIONS.getFirst());
        List<float[]> prefixed = served.embed(texts.examples(), "query", DIMENSIONS.getFirst());
        checkServed(served, texts, rotation);
        rows.addAll(measure(precision, definitions, plain, prefixed, rotation));
        cost = microseconds(rotation, definitions);
      }
    }
    var result = new QualityReport(rows, cost, texts);
    result.write(report);
    System.out.println(result.summary());
    System.exit(result.isMet() ? 0 : 3);
  }

  private static boolean write(
      Map<String, String> given, String option, List<String> lines, String what)
      throws IOException {
    String file = given.get(option);
    if (file != null) {
      Files.write(Path.of(file), lines);
      System.out.println(lines.size() + " " + what + " are in " + file);
    }
    return file != null;
  }

  /** What is computed here has to be what the server gives, to the last bit. */
  private static void checkServed(ServedVectors served, WordNetSplit texts, Rotation rotation)
      throws IOException {
    // One text per request: the same arithmetic twice, whatever else is in a batch.
    List<String> one = texts.examples().subList(0, 1);
    for (String inputType : List.of("", "query")) {
      float[] whole = served.embed(one, inputType, DIMENSIONS.getFirst()).getFirst();
      for (int dimension : DIMENSIONS) {
        float[] cut = served.embed(one, inputType, dimension).getFirst();
        if (!Arrays.equals(cut, Matryoshka.take(whole, dimension, false, Optional.of(rotation)))) {
          throw new IOException("the server cuts to " + dimension + " numbers in another way");
        }
      }
    }
  }

  private static List<Row> measure(
      String precision,
      List<float[]> definitions,
      List<float[]> plain,
      List<float[]> prefixed,
      Rotation rotation) {
    List<Row> rows = new ArrayList<>();
    int queries = plain.size();
    List<Ranking> full = List.of();
    for (int dimension : DIMENSIONS) {
      for (boolean rotated : new boolean[] {false, true}) {
        if (rotated && dimension == DIMENSIONS.getFirst()) {
          continue; // the vector of the model's own size is never rotated
        }
        Optional<Rotation> used = rotated ? Optional.of(rotation) : Optional.empty();
        UnaryOperator<float[]> cut = vector -> Matryoshka.take(vector, dimension, true, used);
        Vectors documents = Vectors.of(definitions, cut);
        List<Ranking> found =
            List.of(
                documents.rank(Vectors.of(plain, cut), queries, false),
                documents.rank(Vectors.of(prefixed, cut), queries, false),
                documents.rank(documents, queries, true));
        full = full.isEmpty() ? found : full;
        var row =
            new Row(
                precision,
                dimension,
                rotated,
                Found.of(found.get(0), full.get(0)),
                Found.of(found.get(1), full.get(1)),
                found.get(2).kept(full.get(2)));
        rows.add(row);
        System.out.println(row);
      }
    }
    return rows;
  }

  /** The median of rounds over all vectors, after enough of them that the code is compiled. */
  private static double microseconds(Rotation rotation, List<float[]> vectors) {
    List<Double> rounds = new ArrayList<>();
    double sink = 0;
    for (int round = 0; round < 15; round++) {
      long start = System.nanoTime();
      for (float[] vector : vectors) {
        sink += rotation.apply(vector, TIMED_DIMENSION)[0];
      }
      rounds.add((System.nanoTime() - start) / 1e3 / vectors.size());
    }
    if (Double.isNaN(sink)) {
      throw new IllegalStateException("the vectors are none");
    }
    return rounds.stream().sorted().toList().get(rounds.size() / 2);
  }
}
