/**
 * Where the service stands, as MicroProfile Health reports it: the state itself ({@link
 * io.sutra.mlbase.health.ServiceState}) and one check per question.
 *
 * <p>What does not belong here: what brings the state about.
 */
@NullMarked
package io.sutra.mlbase.health;

import org.jspecify.annotations.NullMarked;
