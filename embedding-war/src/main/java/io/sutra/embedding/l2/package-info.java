/**
 * The cache shard as the service uses it: look-ups in batches ({@link
 * io.sutra.embedding.l2.ShardCache}), writes behind the answer ({@link
 * io.sutra.embedding.l2.WriteBehind}), and a circuit that keeps a lost shard from costing anybody
 * time ({@link io.sutra.embedding.l2.ShardGateway}, {@link io.sutra.embedding.l2.ShardWatch}).
 * Connections come from the server's pool, by JNDI.
 *
 * <p>An entry's bytes are described in {@link io.sutra.embedding.l2.EntryCodec}. What does not
 * belong here: the wire protocol, pools, and the order of look-ups.
 */
@NullMarked
package io.sutra.embedding.l2;

import org.jspecify.annotations.NullMarked;
