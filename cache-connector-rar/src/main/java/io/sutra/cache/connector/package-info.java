/**
 * The Jakarta Connectors resource adapter of the cache: a server pools connections to a shard, and
 * an application looks up an {@link io.sutra.cache.api.CacheConnectionFactory}.
 *
 * <pre>
 * application          server                       this package
 * CacheConnection  ◀─ factory.connect() ─────────── PooledCacheConnectionFactory
 *   (a handle)         pool, its ConnectionManager ─▶ CacheManagedConnectionFactory: create, match,
 *                                                     validate
 *                      events: closed, error       ◀─ CacheManagedConnection: one socket
 * </pre>
 *
 * <p>A handle is the application's; a managed connection is the pool's. When the socket of a
 * managed connection fails, the pool hears of it once ({@code CONNECTION_ERROR_OCCURRED}) and drops
 * it; a handle that is closed otherwise gives its connection back ({@code CONNECTION_CLOSED}).
 *
 * <p>{@code CacheConnection.namespace} gives a {@code NamespaceHandle}: a view that calls through
 * its handle, and so follows it to another managed connection and ends with it.
 *
 * <p>What does not belong here: the protocol and sockets, which are the client's; a pool, which is
 * the server's; what to do without a cache, which is the caller's.
 */
@NullMarked
package io.sutra.cache.connector;

import org.jspecify.annotations.NullMarked;
