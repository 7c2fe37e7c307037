/**
 * Tests against real processes: the services in a managed Open Liberty, and the command as a
 * newcomer calls it. Ports are free ones, folders temporary, and what a test starts it stops.
 */
@NullMarked
package io.sutra.it;

import org.jspecify.annotations.NullMarked;
