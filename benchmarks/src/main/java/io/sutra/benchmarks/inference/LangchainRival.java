package io.sutra.benchmarks.inference;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15.BgeSmallEnV15EmbeddingModel;
import io.sutra.natives.OnnxTelemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * langchain4j's in-process model with its default executor (as many threads as there are cores) and
 * its default session (as many threads per operator): what its users get who configure nothing. It
 * runs on the ONNX Runtime and the tokenizer that Sutra ships, which are newer than its own.
 */
final class LangchainRival {

  private final EmbeddingModel model;

  LangchainRival() {
    // The model's class loads ONNX Runtime.
    OnnxTelemetry.switchOff();
    model = new BgeSmallEnV15EmbeddingModel();
  }

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

  /**
   * Each of {@code callers} threads hands over one list of {@code size} texts, all at once. Counted
   * is all of it, from the first to the last text: the model computes one text after the other of
   * whichever list came first, so within a window most calls are neither begun nor ended, and what
   * they are credited with by their share of time is more than was computed.
   */
  Throughput inLists(int callers, int size, Corpus corpus) throws IOException {
    List<List<SampleText>> lists =
        Stream.generate(() -> Stream.generate(corpus::take).limit(size).toList())
            .limit(callers)
            .toList();
    Duration before = ProcessorTime.used();
    Duration taken = SideBySide.run(lists.stream().map(this::embedAll).toList());
    List<SampleText> texts = lists.stream().flatMap(List::stream).toList();
    return new Throughput(
        texts,
        texts.stream().mapToInt(SampleText::length).sum(),
        taken,
        ProcessorTime.share(ProcessorTime.used().minus(before), taken));
  }

  private Callable<?> embedAll(List<SampleText> texts) {
    return () -> model.embedAll(texts.stream().map(text -> TextSegment.from(text.text())).toList());
  }
}
