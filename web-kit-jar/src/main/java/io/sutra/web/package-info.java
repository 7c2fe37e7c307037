/**
 * What both services need of HTTP: the strict reading of JSON ({@link io.sutra.web.StrictJson},
 * {@link io.sutra.web.JsonFields}), bounded bodies ({@link io.sutra.web.BoundedBody}, {@link
 * io.sutra.web.BodyBudget}), the bodies of {@code POST /embed} and {@code POST /tokenize} as JSON
 * and as numbers ({@link io.sutra.web.EmbedRequestParser}, {@link io.sutra.web.EmbedBody}, {@link
 * io.sutra.web.RawEmbeddings}), the forms of a vector ({@link io.sutra.web.VectorEncoding}),
 * request ids, the OpenAPI document, and the one mapping from an error to a status ({@link
 * io.sutra.web.ErrorMapper}).
 *
 * <p>Bodies are parsed by a streaming reader that knows each field, and not by a binding framework:
 * that is what lets an error name the field and say what is allowed in it, and what keeps hostile
 * input (deep nesting, duplicate keys, broken UTF-8, NaN) a plain 400 that costs nothing.
 *
 * <p>What does not belong here: how vectors come to be, and routes that only one service has.
 */
@NullMarked
package io.sutra.web;

import org.jspecify.annotations.NullMarked;
