package io.sutra.mlbase.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models that Sutra knows, whether or not their files are on this machine. Immutable. */
public final class ModelCatalogue {

  private static final List<CatalogueEntry> ENTRIES = PublishedModels.all();

  /** Everything known, the default first. */
  public List<CatalogueEntry> entries() {
    return ENTRIES;
  }

  /** The model of that name, if there is one. */
  public Optional<CatalogueEntry> entry(String name) {
    return ENTRIES.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /**
   * The model of that name with weights of that precision, as far as the catalogue alone can say:
   * empty, too, when only the hub knows the checksums. {@link InstalledModels} knows more.
   */
  public Optional<ModelDescription> find(String name, Precision precision) {
    return entry(name).flatMap(entry -> entry.describe(precision, Map.of()));
  }

  /** All names, the default first. */
  public List<String> names() {
    return ENTRIES.stream().map(CatalogueEntry::name).toList();
  }
}
