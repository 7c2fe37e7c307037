/** Compares other files of the checkout with the table of settings. */
@NullMarked
package io.sutra.settings.render;

import org.jspecify.annotations.NullMarked;
