package io.sutra.embedding.contract;

/** What happens at an address. */
public sealed interface Handler permits Embeds, Answers {}
