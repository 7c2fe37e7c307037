/**
 * What callers can say, and how they are answered: one class per contract ({@link
 * io.sutra.embedding.contract.Contract}), with what contracts share. A contract parses a body into
 * the domain's request, writes the domain's answer, and words the domain's errors; everything else
 * that happens to a request (keys, limits, caches, headers) is the door's, so that no contract can
 * forget it.
 *
 * <p>A contract keeps nothing and knows no server: what it needs of the service comes with each
 * request ({@link io.sutra.embedding.contract.Backend}), and so the build can ask every contract
 * for the description of its routes. A new one is a class, its test, and a line in {@link
 * io.sutra.embedding.contract.Contracts}.
 *
 * <p>What does not belong here: Servlets, threads, admission, and how vectors come to be.
 */
@NullMarked
package io.sutra.embedding.contract;

import org.jspecify.annotations.NullMarked;
