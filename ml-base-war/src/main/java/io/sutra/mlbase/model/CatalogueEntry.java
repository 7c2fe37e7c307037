package io.sutra.mlbase.model;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A model as its authors publish it, whether or not its files are on this machine.
 *
 * @param name the name that callers and operators use
 * @param origin where its files come from
 * @param licence of the weights, as an SPDX identifier or the name of their own terms
 * @param dimension numbers in the model's own vector
 * @param dimensions all that may be asked for, largest first; the first is {@code dimension}
 * @param matryoshka whether the model was trained to keep its meaning in its first numbers. One
 *     that was not can be fitted: {@link io.sutra.domain.vector.Matryoshka} says how
 * @param pooling from token vectors to the text's vector
 * @param layerNormalized whether the recipe normalises the full vector before truncation
 * @param queryPrefix put before a text whose input type is a query; may be empty
 * @param documentPrefix put before a text whose input type is a document; may be empty
 * @param maximumTokens the model's window, special tokens included
 * @param vocabularySize tokens are the ids from 0 to one less
 * @param files by the precision of the weights
 */
public record CatalogueEntry(
    String name,
    ModelOrigin origin,
    String licence,
    int dimension,
    List<Integer> dimensions,
    boolean matryoshka,
    Pooling pooling,
    boolean layerNormalized,
    String queryPrefix,
    String documentPrefix,
    int maximumTokens,
    int vocabularySize,
    Map<Precision, List<PublishedFile>> files) {

  public CatalogueEntry {
    dimensions = List.copyOf(dimensions);
    files = new EnumMap<>(files);
  }

  /** The precisions that there are, the published one first. */
  public List<Precision> precisions() {
    return List.copyOf(files.keySet());
  }

  /** The files of one precision; none when there is none such. */
  public List<PublishedFile> files(Precision precision) {
    return files.getOrDefault(precision, List.of());
  }

  /**
   * The model with weights of one precision.
   *
   * @param pinned SHA-256 by file name, for files of which the catalogue does not know it
   * @return empty when there is no such precision or a checksum is known to nobody
   */
  Optional<ModelDescription> describe(Precision precision, Map<String, String> pinned) {
    Map<String, String> checksums = new TreeMap<>();
    for (PublishedFile file : files(precision)) {
      Optional<String> checksum =
          file.checksum().or(() -> Optional.ofNullable(pinned.get(file.name())));
      if (checksum.isEmpty()) {
        return Optional.empty();
      }
      checksums.put(file.name(), checksum.get());
    }
    if (checksums.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ModelDescription(
            name,
            origin.description(),
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
            checksums));
  }
}
