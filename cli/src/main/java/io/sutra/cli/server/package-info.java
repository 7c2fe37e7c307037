/**
 * Server processes on this machine: which of them an edition has ({@link
 * io.sutra.cli.server.Profile}), putting their files in place, starting them, waiting until they
 * are ready, finding them again, restarting them one after the other, stopping them. HAProxy is one
 * of them ({@link io.sutra.cli.server.Balancer}).
 */
@NullMarked
package io.sutra.cli.server;

import org.jspecify.annotations.NullMarked;
