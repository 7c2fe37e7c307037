/**
 * The cache shard as a process: kills, injected errors, full disks, small budgets, lost folders,
 * erasure, churn, and a large log. Needs {@code strace}, {@code localedef} and the right to mount
 * for some; without them those are skipped.
 */
@NullMarked
package io.sutra.it.shard;

import org.jspecify.annotations.NullMarked;
