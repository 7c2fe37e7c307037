/**
 * The shard's sockets, over Netty: frames in, answers out, and everything that keeps a strange
 * client from harming the others. {@link io.sutra.cache.shard.server.ShardServer} listens. A
 * connection is a {@link io.sutra.cache.shard.server.FrameReader}, what its {@link
 * io.sutra.cache.shard.server.Requests} do, its {@link io.sutra.cache.shard.server.Answers}, and a
 * {@link io.sutra.cache.shard.server.RequestHandler} that knows how it is doing. All frames lie in
 * the {@link io.sutra.cache.shard.server.NetworkMemory}. The metrics have a listener of their own.
 *
 * <p>What does not belong here: files, and how a change becomes durable.
 */
@NullMarked
package io.sutra.cache.shard.server;

import org.jspecify.annotations.NullMarked;
