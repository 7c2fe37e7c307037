/**
 * The settings of ml-base as typed values, read from the table of settings ({@link
 * io.sutra.settings.SettingsTable}), which has their names, types, limits and defaults.
 *
 * <p>What does not belong here: what a setting does.
 */
@NullMarked
package io.sutra.mlbase.config;

import org.jspecify.annotations.NullMarked;
