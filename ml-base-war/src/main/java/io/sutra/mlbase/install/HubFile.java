package io.sutra.mlbase.install;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the hub says of a file before it is fetched.
 *
 * @param location where it can be fetched now
 * @param checksum its SHA-256 in lower-case hexadecimal, which the hub states of large files only
 * @param size in bytes, if it is stated
 * @param commit of the repository, if it is stated
 */
record HubFile(
    URI location, Optional<String> checksum, OptionalLong size, Optional<String> commit) {}
