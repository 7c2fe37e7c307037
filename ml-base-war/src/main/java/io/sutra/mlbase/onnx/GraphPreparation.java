package io.sutra.mlbase.onnx;

import ai.onnxruntime.OrtException;
import io.sutra.mlbase.model.Pooling;
import io.sutra.mlbase.onnx.graph.EncoderRewriter;
import io.sutra.mlbase.onnx.graph.GraphCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Finds or makes the rewritten form of a graph. It is kept only after it gave the same vectors as
 * the original, so what is found at a later start has been checked.
 */
final class GraphPreparation {

  private static final Logger LOG = Logger.getLogger(GraphPreparation.class.getName());

  private final Path original;
  private final Pooling pooling;
  private final int dimension;
  private final GraphCache cache;
  private final String key;

  /**
   * Prepares {@code original}.
   *
   * @param fingerprint of the model, which differs whenever its vectors may
   */
  GraphPreparation(
      Path original, Pooling pooling, int dimension, Path cacheDirectory, String fingerprint) {
    this.original = original;
    this.pooling = pooling;
    this.dimension = dimension;
    this.cache = GraphCache.in(cacheDirectory);
    // Another version of the runtime may compute a rewritten graph in another way: check it anew.
    this.key =
        String.format(
            Locale.ROOT,
            "%s-%s-v%d-ort%s",
            fingerprint,
            pooling.name().toLowerCase(Locale.ROOT),
            EncoderRewriter.VERSION,
            OnnxRuntime.environment().getVersion());
  }

  /**
   * Loads the rewritten graph.
   *
   * @param threads that share each run
   * @return empty when the graph is not one that can be rewritten, or its rewritten form is not
   *     equal; the log says which
   * @throws IOException when the cache cannot be read or written
   * @throws OrtException when the runtime does not load the rewritten graph
   */
  Optional<RewrittenGraph> load(int threads) throws IOException, OrtException {
    Optional<Path> folder = cache.find(key);
    if (folder.isEmpty()) {
      folder = cache.store(key, this::rewrite);
    }
    return folder.isEmpty() ? Optional.empty() : open(folder.get(), threads);
  }

  private Optional<RewrittenGraph> open(Path folder, int threads) throws OrtException {
    RewrittenGraph graph = RewrittenGraph.open(folder, pooling, dimension, threads);
    boolean trusted = false;
    try {
      // Texts alone take another path through the graph than texts together.
      trusted = SelfCheck.passes(graph, SelfCheck.expect(graph));
    } finally {
      if (!trusted) {
        graph.close();
      }
    }
    if (!trusted) {
      LOG.log(Level.WARNING, "{0} contradicts itself and is not used", folder);
      return Optional.empty();
    }
    return Optional.of(graph);
  }

  private boolean rewrite(Path folder) throws IOException, OrtException {
    Optional<EncoderRewriter.Report> report =
        EncoderRewriter.rewrite(original, folder, pooling == Pooling.CLS);
    if (report.isEmpty()) {
      LOG.log(Level.INFO, "{0} is not of a form that can be rewritten; it runs as it is", original);
      return false;
    }
    List<float[][]> expected = expectedOfOriginal(folder);
    try (var rewritten = RewrittenGraph.open(folder, pooling, dimension, 1)) {
      if (!SelfCheck.passes(rewritten, expected)) {
        LOG.log(Level.WARNING, "{0}, rewritten, gives other vectors; it runs as it is", original);
        return false;
      }
    }
    LOG.log(Level.INFO, "{0} was rewritten: {1}", new Object[] {original, report.get()});
    return true;
  }

  /**
   * What the original gives. It is not loaded as it is, which would take its size in memory several
   * times over, once and never again, and a container's limit would have to allow for it.
   */
  private List<float[][]> expectedOfOriginal(Path folder) throws IOException, OrtException {
    releaseMappedFiles();
    Path copy = Files.createTempDirectory(folder, "original");
    try {
      EncoderRewriter.copy(original, copy);
      releaseMappedFiles();
      Path graph = copy.resolve(EncoderRewriter.MODEL_FILE);
      try (var reference = PaddedGraph.openBriefly(graph, pooling, dimension)) {
        return SelfCheck.expect(reference);
      }
    } finally {
      Files.deleteIfExists(copy.resolve(EncoderRewriter.MODEL_FILE));
      Files.deleteIfExists(copy.resolve(EncoderRewriter.WEIGHTS_FILE));
      Files.delete(copy);
    }
  }

  /** The original was read through a mapping, which stays resident until it is collected. */
  private static void releaseMappedFiles() {
    System.gc();
  }
}
