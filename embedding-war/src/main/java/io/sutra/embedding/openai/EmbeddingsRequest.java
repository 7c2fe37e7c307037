package io.sutra.embedding.openai;

import io.sutra.domain.EmbedRequest;
import io.sutra.web.VectorEncoding;

/**
 * The body of {@code POST /v1/embeddings}, checked for form.
 *
 * @param request the same in the service's own words
 * @param encoding of the vectors in the answer
 */
record EmbeddingsRequest(EmbedRequest request, VectorEncoding encoding) {}
