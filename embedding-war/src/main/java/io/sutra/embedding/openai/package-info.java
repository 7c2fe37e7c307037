/**
 * OpenAI's contract, for clients that were written for OpenAI: {@code POST /v1/embeddings} and
 * {@code GET /v1/models}. Requests and answers are translated here and nothing else; vectors come
 * from the same {@link io.sutra.embedding.service.EmbeddingService} as those of {@code /embed}, to
 * the same last bit.
 *
 * <p>What goes beyond OpenAI is marked as such in {@link
 * io.sutra.embedding.openai.EmbeddingsRequestParser}: the fields {@code input_type} and {@code
 * truncate}, and the encodings {@code int8} and {@code binary} ({@link
 * io.sutra.web.VectorEncoding}).
 *
 * <p>What does not belong here: a second way to a vector, rules that {@code /embed} does not have,
 * and who may ask.
 */
@NullMarked
package io.sutra.embedding.openai;

import org.jspecify.annotations.NullMarked;
