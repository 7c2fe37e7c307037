/**
 * The one door: every request of every contract comes in through {@link
 * io.sutra.embedding.web.EmbedDoor}. It asks for the key, finds the contract, bounds and decodes
 * the body, looks the texts up, and writes the answer or the error with the headers that every
 * answer has. {@link io.sutra.embedding.web.Embedder} alone calls the service.
 *
 * <p>A request whose body is there and whose texts are all in memory is answered on the server's
 * own thread. Everything that may wait, for a slow sender, a slow reader, the shard or ml-base,
 * waits on a virtual thread.
 *
 * <p>What does not belong here: what a body means and how an answer looks (the package {@code
 * contract}), and how vectors come to be (the package {@code service}).
 */
@NullMarked
package io.sutra.embedding.web;

import org.jspecify.annotations.NullMarked;
