/**
 * What other files say of the table of settings: the variables of Open Liberty's configuration,
 * made by the build, and the page of documentation, compared with the table by a test.
 *
 * <p>What does not belong here: settings.
 */
@NullMarked
package io.sutra.settings.render;

import org.jspecify.annotations.NullMarked;
