/**
 * The cache shard as a process: kills, injected errors, full disks, churn, and a large log. Needs
 * {@code strace} and the right to mount for some; without them those are skipped.
 */
@NullMarked
package io.sutra.it.shard;

import org.jspecify.annotations.NullMarked;
