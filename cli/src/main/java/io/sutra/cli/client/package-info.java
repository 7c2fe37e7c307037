/**
 * Asks running services over HTTP as any caller would, and reads their JSON. Nothing about where
 * they run, which is {@code server}'s and {@code container}'s.
 */
@NullMarked
package io.sutra.cli.client;

import org.jspecify.annotations.NullMarked;
