/** Tests of the table of settings. */
@NullMarked
package io.sutra.settings;

import org.jspecify.annotations.NullMarked;
