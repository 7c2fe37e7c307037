/**
 * The resource adapter in a real Open Liberty, on its own and inside an EAR, with a real shard: a
 * small web application (the probe) does what a service does, and the tests look at it over HTTP.
 */
@NullMarked
package io.sutra.cache.connector.it;

import org.jspecify.annotations.NullMarked;
