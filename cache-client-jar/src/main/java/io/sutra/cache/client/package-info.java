/**
 * A blocking client of the shard over sockets: the protocol of {@link io.sutra.cache.api.wire}
 * spoken from a caller's thread, one request at a time, nothing but the JDK beneath.
 *
 * <p>What does not belong here: pools and application servers, which the resource adapter knows;
 * Netty, which is the shard's.
 */
@NullMarked
package io.sutra.cache.client;

import org.jspecify.annotations.NullMarked;
