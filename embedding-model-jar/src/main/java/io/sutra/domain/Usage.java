package io.sutra.domain;

/**
 * Tokens of one request, special tokens included, as the model saw them (after truncation).
 *
 * @param promptTokens of all texts
 * @param computedTokens of the texts that this request caused to be computed
 */
public record Usage(int promptTokens, int computedTokens) {}
