/**
 * The HTTP contract of what both services answer, {@code POST /embed} and {@code POST /tokenize},
 * and of every error: what a request may say ({@link io.sutra.api.http.EmbedRequest}, {@link
 * io.sutra.api.http.TokenizeRequest}), what an answer says ({@link
 * io.sutra.api.http.EmbedResponse}), how both become JSON, the strict reading of JSON ({@link
 * io.sutra.api.http.StrictJson}, {@link io.sutra.api.http.JsonFields}), the forms of a vector
 * ({@link io.sutra.api.http.VectorEncoding}), and the one mapping from an error to a status.
 *
 * <p>Bodies are parsed by a streaming reader that knows each field, and not by a binding framework:
 * that is what lets an error name the field and say what is allowed in it, and what keeps hostile
 * input (deep nesting, duplicate keys, broken UTF-8, NaN) a plain 400 that costs nothing.
 *
 * <p>What does not belong here: how vectors come to be, and routes that only one service has.
 */
@NullMarked
package io.sutra.api.http;

import org.jspecify.annotations.NullMarked;
