/**
 * Clients that were written for OpenAI, Cohere, Ollama and text-embeddings-inference, unmodified,
 * against the running product: only their base URL is changed. {@link
 * io.sutra.it.openai.ClientContract} is what each of OpenAI's must get, and {@link
 * io.sutra.it.openai.ContractClient} each other one; a class per client says how it is asked and
 * how it shows errors.
 */
@NullMarked
package io.sutra.it.openai;

import org.jspecify.annotations.NullMarked;
