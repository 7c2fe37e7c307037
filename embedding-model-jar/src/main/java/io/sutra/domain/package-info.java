/**
 * The domain of embedding, which both services share: what is asked for ({@link
 * io.sutra.domain.EmbedRequest}, {@link io.sutra.domain.TokenizeRequest}), what bounds a request
 * ({@link io.sutra.domain.RequestLimits}), how texts become tokens ({@link
 * io.sutra.domain.Tokenization}), what is answered ({@link io.sutra.domain.EmbedResponse}), and the
 * one error ({@link io.sutra.domain.EmbeddingException}).
 *
 * <p>What does not belong here: HTTP and JSON (the module {@code web-kit-jar}), settings, and
 * anything that only one service knows.
 */
@NullMarked
package io.sutra.domain;

import org.jspecify.annotations.NullMarked;
