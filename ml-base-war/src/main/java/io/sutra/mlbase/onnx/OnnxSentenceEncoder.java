package io.sutra.mlbase.onnx;

import ai.onnxruntime.OrtException;
import io.sutra.mlbase.inference.BatchLimits;
import io.sutra.mlbase.inference.SentenceEncoder;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.Pooling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A BERT-shaped ONNX graph, run in the fastest form that gives the same vectors: rewritten where
 * that is possible, and otherwise as its exporter wrote it.
 *
 * <p>Thread-safe: one session serves every caller. With one thread per run each call runs on the
 * caller's thread alone, and several callers with one thread each beat one with several: nothing
 * waits at the end of each matrix product for the slowest thread.
 */
public final class OnnxSentenceEncoder implements SentenceEncoder, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(OnnxSentenceEncoder.class.getName());

  private final EncoderGraph graph;

  private OnnxSentenceEncoder(EncoderGraph graph) {
    this.graph = graph;
  }

  /**
   * Loads a graph of floats.
   *
   * @param dimension numbers per token that the graph gives
   * @param cacheDirectory where the rewritten form may be kept for the next start
   * @param fingerprint of the model, which differs whenever its vectors may
   * @param threads that share each run
   * @throws IOException when the file is not a graph that ONNX Runtime can run
   */
  public static OnnxSentenceEncoder load(
      Path graph,
      Pooling pooling,
      int dimension,
      Path cacheDirectory,
      String fingerprint,
      int threads)
      throws IOException {
    if (pooling == Pooling.GRAPH) {
      return new OnnxSentenceEncoder(open(graph, pooling, dimension, threads));
    }
    Optional<? extends EncoderGraph> rewritten = Optional.empty();
    try {
      rewritten =
          new GraphPreparation(graph, pooling, dimension, cacheDirectory, fingerprint)
              .load(threads);
    } catch (IOException | OrtException | RuntimeException e) {
      // Whatever is wrong with the faster form must not keep the model from being served.
      LOG.log(Level.WARNING, "The graph runs as it is, slower, as it could not be rewritten", e);
    }
    return new OnnxSentenceEncoder(
        rewritten.isPresent() ? rewritten.get() : open(graph, pooling, dimension, threads));
  }

  /**
   * Loads a graph that quantises what flows through it.
   *
   * @param dimension numbers per token that the graph gives
   * @param threads that share each run
   * @throws IOException when the file is not a graph that ONNX Runtime can run
   */
  public static OnnxSentenceEncoder loadQuantized(
      Path graph, Pooling pooling, int dimension, int threads) throws IOException {
    return new OnnxSentenceEncoder(new OneTextGraph(open(graph, pooling, dimension, threads)));
  }

  private static PaddedGraph open(Path graph, Pooling pooling, int dimension, int threads)
      throws IOException {
    try {
      return PaddedGraph.open(graph, pooling, dimension, threads);
    } catch (OrtException e) {
      throw new IOException(
          "The graph " + graph + " cannot be run by ONNX Runtime: " + e.getMessage(), e);
    }
  }

  /** The batches that suit the form in which the graph runs, of at most {@code tokens} tokens. */
  public BatchLimits batchLimits(int tokens) {
    return switch (graph) {
      case RewrittenGraph rewritten -> new BatchLimits(tokens, RewrittenGraph.MIXED_TOKENS);
      case PaddedGraph padded -> new BatchLimits(tokens, 0);
      case OneTextGraph oneText -> BatchLimits.ONE_TEXT;
    };
  }

  @Override
  public float[][] encode(List<TokenSequence> batch) {
    return graph.encode(batch);
  }

  @Override
  public int computedTokens(List<TokenSequence> batch) {
    return graph.computedTokens(batch);
  }

  @Override
  public void close() {
    graph.close();
  }
}
