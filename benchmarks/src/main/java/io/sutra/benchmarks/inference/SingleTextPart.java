package io.sutra.benchmarks.inference;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One text of ten words, alone: over HTTP on one kept connection, and straight from a session. */
final class SingleTextPart {

  private static final int BLOCK = 100;

  /** Medians of the rounds' p50 in milliseconds, and of the rounds' ratios. */
  record Result(double httpMillis, double rawMillis, double ratio) {}

  private SingleTextPart() {}

  static Result measure(Options options, Corpus corpus, MlBaseServer server, RawGraph graph)
      throws IOException {
    List<SampleText> texts = corpus.ofTenWords(BLOCK);
    List<Double> http = new ArrayList<>();
    List<Double> raw = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (var connection = new HttpConnection(server.port(), Duration.ofSeconds(60))) {
      // One round more than is counted: the first warms up.
      for (int round = 0; round <= options.rounds(); round++) {
        List<Double> httpTimes = new ArrayList<>();
        List<Double> rawTimes = new ArrayList<>();
        for (SampleText text : texts) {
          byte[] body = text.requestBody();
          long begin = System.nanoTime();
          HttpConnection.Answer answer = connection.post(body);
          httpTimes.add((System.nanoTime() - begin) / 1e6);
          if (answer.status() != 200) {
            throw new IOException("status " + answer.status() + " for one text alone");
          }
        }
        for (SampleText text : texts) {
          rawTimes.add(graph.time(text).toNanos() / 1e6);
        }
        if (round > 0) {
          http.add(Statistics.median(httpTimes));
          raw.add(Statistics.median(rawTimes));
          ratios.add(http.getLast() / raw.getLast());
        }
      }
    }
    return new Result(Statistics.median(http), Statistics.median(raw), Statistics.median(ratios));
  }
}
