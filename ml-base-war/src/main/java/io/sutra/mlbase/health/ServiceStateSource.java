package io.sutra.mlbase.health;

/** Tells where the service stands now. Implementations are thread-safe. */
@FunctionalInterface
public interface ServiceStateSource {

  ServiceState state();
}
