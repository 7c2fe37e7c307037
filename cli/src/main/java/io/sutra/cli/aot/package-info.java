/**
 * AOT caches of the servers: files from which a JVM takes the classes that it would otherwise read,
 * check and link at every start, and what it once learned about their methods (JEP 483, 514, 515).
 * A training run writes them; {@link io.sutra.cli.aot.AotCaches} gives the JVM option that uses
 * one.
 *
 * <p>Nothing here decides whether a server may start: where there is no cache, or none that fits,
 * the JVM starts without, only more slowly. How servers are installed and supervised does not
 * belong here.
 */
@NullMarked
package io.sutra.cli.aot;

import org.jspecify.annotations.NullMarked;
