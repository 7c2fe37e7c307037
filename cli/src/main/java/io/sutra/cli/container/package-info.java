/**
 * The product in containers: the images, what Compose starts, and what Docker says of it. Nothing
 * about processes without containers, which are {@code runtime}'s.
 */
@NullMarked
package io.sutra.cli.container;

import org.jspecify.annotations.NullMarked;
