/**
 * Where the service stands, as MicroProfile Health reports it. What is missing (the shard, ml-base)
 * is said in the data of the checks and makes none of them fail, as long as cached texts can be
 * answered.
 *
 * <p>What does not belong here: what brings the state about.
 */
@NullMarked
package io.sutra.embedding.health;

import org.jspecify.annotations.NullMarked;
