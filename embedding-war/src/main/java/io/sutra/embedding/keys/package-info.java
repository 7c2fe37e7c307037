/**
 * Who may ask: API keys out of a file ({@link io.sutra.embedding.keys.ApiKeys}), read again when it
 * changes ({@link io.sutra.embedding.keys.ApiKeysFile}), asked for by the door before anything else
 * ({@link io.sutra.embedding.keys.ApiKeyGuard}).
 *
 * <p>Keys are held as their SHA-256 only. What does not belong here: what a caller may do with
 * which key; every key opens everything.
 */
@NullMarked
package io.sutra.embedding.keys;

import org.jspecify.annotations.NullMarked;
