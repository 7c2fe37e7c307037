package io.sutra.mlbase.model;

import io.sutra.domain.InputType;
import io.sutra.domain.vector.Rotation;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is to be known about a model, as its authors publish it.
 *
 * @param name the name that callers and operators use
 * @param source where the weights come from
 * @param licence of the weights, as an SPDX identifier
 * @param dimension numbers in the model's own vector
 * @param dimensions all that may be asked for, largest first; the first is {@code dimension}
 * @param pooling from token vectors to the text's vector
 * @param layerNormalized whether the recipe normalises the full vector before truncation
 * @param queryPrefix put before a text whose input type is a query; may be empty
 * @param documentPrefix put before a text whose input type is a document; may be empty
 * @param maximumTokens the model's window, special tokens included
 * @param vocabularySize tokens are the ids from 0 to one less
 * @param precision of the weights that {@code checksums} names
 * @param checksums SHA-256 in lower-case hexadecimal, by file name
 * @param rotation that puts its meaning in front, for a model that was fitted
 */
public record ModelDescription(
    String name,
    String source,
    String licence,
    int dimension,
    List<Integer> dimensions,
    Pooling pooling,
    boolean layerNormalized,
    String queryPrefix,
    String documentPrefix,
    int maximumTokens,
    int vocabularySize,
    Precision precision,
    Map<String, String> checksums,
    Optional<Rotation> rotation) {

  public ModelDescription {
    dimensions = List.copyOf(dimensions);
    checksums = Map.copyOf(checksums);
    if (dimensions.isEmpty() || dimensions.getFirst() != dimension) {
      throw new IllegalArgumentException("the native dimension must be the first one allowed");
    }
    if (rotation.isPresent() && !fits(rotation.get(), dimensions)) {
      throw new IllegalArgumentException(
          rotation.get() + " is not for a model of " + dimensions + " numbers");
    }
  }

  /** A model as it is published, without a rotation. */
  public ModelDescription(
      String name,
      String source,
      String licence,
      int dimension,
      List<Integer> dimensions,
      Pooling pooling,
      boolean layerNormalized,
      String queryPrefix,
      String documentPrefix,
      int maximumTokens,
      int vocabularySize,
      Precision precision,
      Map<String, String> checksums) {
    this(
        name,
        source,
        licence,
        dimension,
        dimensions,
        pooling,
        layerNormalized,
        queryPrefix,
        documentPrefix,
        maximumTokens,
        vocabularySize,
        precision,
        checksums,
        Optional.empty());
  }

  private static boolean fits(Rotation rotation, List<Integer> dimensions) {
    return rotation.dimension() == dimensions.getFirst()
        && dimensions.stream().skip(1).allMatch(dimension -> dimension <= rotation.rows());
  }

  /** The same model with a rotation. */
  public ModelDescription with(Rotation newRotation) {
    return new ModelDescription(
        name,
        source,
        licence,
        dimension,
        dimensions,
        pooling,
        layerNormalized,
        queryPrefix,
        documentPrefix,
        maximumTokens,
        vocabularySize,
        precision,
        checksums,
        Optional.of(newRotation));
  }

  /** What is put before a text of that type; empty for a text without one. */
  public String prefix(Optional<InputType> inputType) {
    return switch (inputType.orElse(null)) {
      case QUERY -> queryPrefix;
      case DOCUMENT -> documentPrefix;
      case null -> "";
    };
  }

  /**
   * 64 hexadecimal digits that differ whenever the vectors of two models may: a hash over the
   * weights, the tokenizer, the pooling, the rotation and the rest of the recipe. Prefixes and the
   * truncation limit are not in it, because they decide the token sequence and not what becomes of
   * it.
   */
  public String fingerprint() {
    String recipe =
        "pooling="
            + pooling
            + ";layer-normalized="
            + layerNormalized
            + ";files="
            + new TreeMap<>(checksums)
            + rotation.map(used -> ";rotation=" + used.checksum()).orElse("");
    return hash(recipe);
  }

  /** In the place of {@link #fingerprint} when tests put something else in the model's place. */
  public String standInFingerprint() {
    return hash("stand-in-for=" + fingerprint());
  }

  private static String hash(String text) {
    byte[] digest = Sha256.newDigest().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }
}
