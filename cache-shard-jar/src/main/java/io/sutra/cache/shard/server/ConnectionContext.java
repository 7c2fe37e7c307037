package io.sutra.cache.shard.server;

import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.shard.engine.ShardEngine;
import io.sutra.cache.shard.engine.StageTimes;
import java.util.Optional;

/**
 * What all connections share.
 *
 * @param engine the shard
 * @param numbers for STATS
 * @param metrics counts
 * @param expiry when entries expire
 * @param stages takes the times of the stages of puts and gets
 * @param admission who may stay connected
 * @param limits what a frame may be
 * @param token the secret, if there is one
 * @param name the shard's name and version
 */
record ConnectionContext(
    ShardEngine engine,
    ShardNumbers numbers,
    ServerMetrics metrics,
    Expiry expiry,
    StageTimes stages,
    Admission admission,
    WireLimits limits,
    Optional<String> token,
    String name) {}
