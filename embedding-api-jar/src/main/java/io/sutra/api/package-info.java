/**
 * What a caller of embedding meets, whichever service answers: the domain error ({@link
 * io.sutra.api.EmbeddingException}) and the numbers that bound a request ({@link
 * io.sutra.api.RequestLimits}).
 *
 * <p>What does not belong here: HTTP ({@code http}), arithmetic on vectors ({@code vector}), and
 * anything that only one service knows.
 */
@NullMarked
package io.sutra.api;

import org.jspecify.annotations.NullMarked;
