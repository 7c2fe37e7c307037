/**
 * The look-up order and everything that must hold whatever answers: memory, then the shared cache,
 * then the model ({@link io.sutra.embedding.service.EmbeddingService}); what a vector is remembered
 * under ({@link io.sutra.embedding.service.KeyHasher}); that a text is computed once for all who
 * ask at the same time ({@link io.sutra.embedding.service.Flights}); where each text of a request
 * stands ({@link io.sutra.embedding.service.Resolution}), and that each vector is kept and handed
 * over as soon as it is there ({@link io.sutra.embedding.service.Computation}).
 *
 * <p>What is outside is a port: {@link io.sutra.embedding.service.MemoryCache}, {@link
 * io.sutra.embedding.service.SharedCache}, {@link io.sutra.embedding.service.Model}, {@link
 * io.sutra.embedding.service.ProfileSource}. What does not belong here: HTTP, sockets, the server's
 * own services, and which library remembers.
 */
@NullMarked
package io.sutra.embedding.service;

import org.jspecify.annotations.NullMarked;
