/**
 * The HTTP routes of the embedding service. What they say is {@link io.sutra.web}'s where ml-base
 * says it too; what they do is {@link io.sutra.embedding.service}'s.
 *
 * <p>What does not belong here: rules about requests, and what is remembered where.
 */
@NullMarked
package io.sutra.embedding.rest;

import org.jspecify.annotations.NullMarked;
