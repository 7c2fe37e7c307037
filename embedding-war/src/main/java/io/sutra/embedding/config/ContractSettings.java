package io.sutra.embedding.config;

import io.sutra.settings.ServiceSettings;
import io.sutra.settings.SettingsReader;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which APIs callers may speak, and how they are understood.
 *
 * @param open the names of the contracts that are open ({@code SUTRA_CONTRACTS})
 * @param aliases other names for served models ({@code SUTRA_MODEL_ALIASES})
 * @param tokenIds what is done about ids that may be another tokenizer's ({@code SUTRA_TOKEN_IDS})
 */
public record ContractSettings(
    Set<String> open, Map<String, String> aliases, TokenIdPolicy tokenIds) {

  /** Copies set and map. */
  public ContractSettings {
    open = Set.copyOf(open);
    aliases = Map.copyOf(aliases);
  }

  /** What is done about token ids that may be another tokenizer's. */
  public enum TokenIdPolicy {
    /** Those that begin and end with the model's special tokens are taken. */
    CHECKED,
    /** All that the model's vocabulary has are taken. */
    ANY,
    /** None are taken. */
    REFUSED
  }

  static ContractSettings read(SettingsReader reader) {
    return new ContractSettings(
        reader.get(ServiceSettings.CONTRACTS),
        reader.find(ServiceSettings.MODEL_ALIASES).orElse(Map.of()),
        TokenIdPolicy.valueOf(reader.get(ServiceSettings.TOKEN_IDS).toUpperCase(Locale.ROOT)));
  }
}
