/**
 * How any Sutra service reads its settings: typed, bounded, all problems reported at once ({@link
 * io.sutra.api.config.ConfigurationException}).
 *
 * <p>What does not belong here: the keys of a service, which stand in its own {@code config}.
 */
@NullMarked
package io.sutra.api.config;

import org.jspecify.annotations.NullMarked;
