/**
 * The shard's sockets, over Netty: frames in, answers out, and everything that keeps a strange
 * client from harming the others. {@link io.sutra.cache.shard.server.ShardServer} listens; a {@link
 * io.sutra.cache.shard.server.RequestDecoder} and a {@link
 * io.sutra.cache.shard.server.RequestHandler} serve one connection. The metrics have a listener of
 * their own.
 *
 * <p>What does not belong here: files, and how a change becomes durable.
 */
@NullMarked
package io.sutra.cache.shard.server;

import org.jspecify.annotations.NullMarked;
