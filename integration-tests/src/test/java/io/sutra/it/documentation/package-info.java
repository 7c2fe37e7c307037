/**
 * Holds {@code docs/api} against the running product: every documented example is run as it stands
 * and its answer compared, and every route and status of the OpenAPI documents is looked for.
 */
@NullMarked
package io.sutra.it.documentation;

import org.jspecify.annotations.NullMarked;
