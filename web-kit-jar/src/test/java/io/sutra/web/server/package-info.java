/** Tests of the start and end of a service. */
@NullMarked
package io.sutra.web.server;

import org.jspecify.annotations.NullMarked;
