package io.sutra.cli.validate;

import io.sutra.cli.client.ServiceClient;
import io.sutra.cli.client.ServiceClient.Answer;
import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Phase 0: vectors of the size that was chosen, and of every other size that the model allows. */
final class VectorPhase implements Phase {

  private static final int PHASE = 0;

  /** Of float32, and of rounding to the digits of the answer. */
  private static final double LENGTH_TOLERANCE = 1e-5;

  private final ServiceClient service;
  private final Optional<Integer> configured;

  /**
   * Asks {@code service}.
   *
   * @param configured {@code MATRYOSHKA_DIM} of the instance, if it is set
   */
  VectorPhase(ServiceClient service, Optional<Integer> configured) {
    this.service = service;
    this.configured = configured;
  }

  @Override
  public List<Check> run(Progress progress) throws IOException {
    List<Check> checks = new ArrayList<>();
    Map<String, Object> info = service.get("/info");
    int said = ((Number) need(info, "default_dimension")).intValue();
    int promised = configured.orElse(said);
    String text = Texts.unique("which vector");
    double[] usual = ok(service.embed(List.of(text), OptionalInt.empty())).vector();
    checks.add(
        new Check(
            PHASE,
            "dimension when a request names none",
            Integer.toString(usual.length),
            promised + (configured.isPresent() ? " (MATRYOSHKA_DIM)" : ""),
            usual.length == promised && said == promised));
    @SuppressWarnings("unchecked")
    Map<String, Object> model = (Map<String, Object>) need(info, "model");
    int full = ((Number) need(model, "dimension")).intValue();
    for (Object allowed : (List<?>) need(model, "dimensions")) {
      int dimension = ((Number) allowed).intValue();
      double[] vector = ok(service.embed(List.of(text), OptionalInt.of(dimension))).vector();
      double length = Math.sqrt(Arrays.stream(vector).map(number -> number * number).sum());
      checks.add(
          new Check(
              PHASE,
              "bytes of a vector of " + dimension + " numbers (float32)",
              "%,d (%.0f %% less than %d numbers), length %.6f"
                  .formatted(4 * vector.length, 100 - 100.0 * vector.length / full, full, length),
              "%,d, length 1".formatted(4 * dimension),
              vector.length == dimension && Math.abs(length - 1) <= LENGTH_TOLERANCE));
    }
    Answer refused = service.embed(List.of(text), OptionalInt.of(full + 1));
    checks.add(
        new Check(
            PHASE,
            "status for a dimension that the model does not allow",
            Integer.toString(refused.status()),
            "400",
            refused.status() == 400));
    return checks;
  }

  private static Object need(Map<String, Object> object, String field) throws IOException {
    Object value = object.get(field);
    if (value == null) {
      throw new IOException("/info has no " + field);
    }
    return value;
  }

  static Answer ok(Answer answer) throws IOException {
    if (answer.status() != 200) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "/embed answers with status %d: %s",
              answer.status(),
              answer.body().substring(0, Math.min(300, answer.body().length()))));
    }
    return answer;
  }
}
