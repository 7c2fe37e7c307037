/**
 * Clients that were written for OpenAI, unmodified, against the running product: only their base
 * URL is changed. {@link io.sutra.it.openai.ClientContract} is what each of them must get; a class
 * per client says how it is asked and how it shows errors.
 */
@NullMarked
package io.sutra.it.openai;

import org.jspecify.annotations.NullMarked;
