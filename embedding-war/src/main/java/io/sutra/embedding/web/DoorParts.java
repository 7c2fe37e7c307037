package io.sutra.embedding.web;

import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.contract.Digits;
import io.sutra.embedding.keys.ApiKeyGuard;
import io.sutra.embedding.service.EmbeddingService;
import io.sutra.embedding.service.ProfileSource;
import java.util.function.UnaryOperator;

/**
 * What the door is made of.
 *
 * @param settings of the service
 * @param guard asks for a key
 * @param service embeds
 * @param profiles knows the models
 * @param digits writes vectors
 * @param tokenizer answers bodies of {@code POST /tokenize}; blocks
 * @param caches for operators
 * @param observer hears of every answer
 */
public record DoorParts(
    EmbeddingSettings settings,
    ApiKeyGuard guard,
    EmbeddingService service,
    ProfileSource profiles,
    Digits digits,
    UnaryOperator<byte[]> tokenizer,
    CacheOperations caches,
    RequestObserver observer) {}
