package io.sutra.api;

import io.sutra.settings.ServiceSettings;
import io.sutra.settings.SettingsReader;

/**
 * What one request may hold.
 *
 * @param maximumBodyBytes bytes of the body, as sent
 * @param maximumTexts texts of one request
 * @param maximumTokens tokens of all texts of one request, special tokens included, before any text
 *     is cut to the model's window
 */
public record RequestLimits(long maximumBodyBytes, int maximumTexts, int maximumTokens) {

  public RequestLimits {
    if (maximumBodyBytes < 1 || maximumTexts < 1 || maximumTokens < 1) {
      throw new IllegalArgumentException("limits must be at least 1");
    }
  }

  /** The limits that an operator has set. */
  public static RequestLimits read(SettingsReader reader) {
    return new RequestLimits(
        reader.get(ServiceSettings.MAX_REQUEST_BYTES),
        reader.get(ServiceSettings.MAX_REQUEST_TEXTS),
        reader.get(ServiceSettings.MAX_REQUEST_TOKENS));
  }
}
