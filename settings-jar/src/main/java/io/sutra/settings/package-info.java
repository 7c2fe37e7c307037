/**
 * Every setting of every Sutra process, once: its name, type, limits, default, which processes read
 * it, and one sentence of meaning. Readers, Liberty's variables, the Compose file, the
 * documentation and {@code ./sutra settings} all follow from this table.
 *
 * <p>To add a setting, add one line to the class of its section, for instance {@link
 * io.sutra.settings.CacheSettings}, and read it where it is used:
 *
 * <pre>{@code
 * var reader = new SettingsReader(Component.EMBEDDING, source);
 * int port = reader.get(ServiceSettings.EMBEDDING_PORT);
 * reader.checkAll();
 * reader.throwIfAnyProblem();
 * }</pre>
 *
 * <p>What does not belong here: what a setting does, and any type of the processes that read it.
 */
@NullMarked
package io.sutra.settings;

import org.jspecify.annotations.NullMarked;
