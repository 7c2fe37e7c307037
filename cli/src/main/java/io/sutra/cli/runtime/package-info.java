/**
 * Supervising the servers of an instance: which of them there are, putting their files in place,
 * starting them, waiting until they are ready, finding them again, restarting them one after the
 * other, stopping them. HAProxy is one of them ({@link io.sutra.cli.runtime.Balancer}).
 *
 * <p>Containers are {@code container}'s; what is remembered of an instance is {@code instance}'s.
 */
@NullMarked
package io.sutra.cli.runtime;

import org.jspecify.annotations.NullMarked;
