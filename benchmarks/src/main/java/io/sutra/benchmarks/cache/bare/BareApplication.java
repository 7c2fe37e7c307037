package io.sutra.benchmarks.cache.bare;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** An application of one method, to be deployed beside the embedding service on the same server. */
@ApplicationPath("/")
public class BareApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(BareResource.class);
  }
}
