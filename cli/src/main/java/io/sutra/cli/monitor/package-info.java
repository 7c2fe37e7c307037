/** What a running product does now: read from what each server tells anybody, and drawn as text. */
@NullMarked
package io.sutra.cli.monitor;

import org.jspecify.annotations.NullMarked;
