package io.sutra.cli.runtime;

/** A server of the product and where it can be asked. */
public record ServerAddress(String name, String url) {}
