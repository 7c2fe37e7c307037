package io.sutra.domain;

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
}
