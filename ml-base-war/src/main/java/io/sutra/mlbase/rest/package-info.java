/**
 * The HTTP routes of ml-base. What they say is {@link io.sutra.web}'s; what they do is {@link
 * io.sutra.mlbase.inference}'s.
 *
 * <p>What does not belong here: rules about requests, and JSON beyond {@code /info}.
 */
@NullMarked
package io.sutra.mlbase.rest;

import org.jspecify.annotations.NullMarked;
