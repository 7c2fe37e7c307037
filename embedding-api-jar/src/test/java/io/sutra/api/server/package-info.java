/** Tests of the start and end of a service. */
@NullMarked
package io.sutra.api.server;

import org.jspecify.annotations.NullMarked;
