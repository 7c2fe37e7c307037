package io.sutra.benchmarks.inference;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15.BgeSmallEnV15EmbeddingModel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * langchain4j's in-process model with its default executor (as many threads as there are cores) and
 * its default session (as many threads per operator): what its users get who configure nothing. It
 * runs on the ONNX Runtime and the tokenizer that Sutra ships, which are newer than its own.
 */
final class LangchainRival {

  private final EmbeddingModel model = new BgeSmallEnV15EmbeddingModel();

  /** Each of {@code callers} threads embeds one text at a time. */
  Throughput oneByOne(int callers, Duration window, Corpus corpus) throws IOException {
    return ClosedLoop.run(
        callers,
        window,
        Executors::newCachedThreadPool,
        () ->
            () -> {
              SampleText text = corpus.take();
              model.embed(text.text());
              return List.of(text);
            });
  }

  /** Each of {@code callers} threads hands over {@code size} texts at a time. */
  Throughput inLists(int callers, int size, Duration window, Corpus corpus) throws IOException {
    return ClosedLoop.run(
        callers,
        window,
        Executors::newCachedThreadPool,
        () ->
            () -> {
              List<SampleText> texts = Stream.generate(corpus::take).limit(size).toList();
              model.embedAll(texts.stream().map(text -> TextSegment.from(text.text())).toList());
              return texts;
            });
  }
}
