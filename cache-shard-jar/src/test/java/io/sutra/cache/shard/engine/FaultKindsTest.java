package io.sutra.cache.shard.engine;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The source as it is has none of the faults. */
@Timeout(60)
class FaultKindsTest {

  @ParameterizedTest
  @EnumSource(FaultKinds.class)
  void source_hasNotThisFault(FaultKinds kind) throws Exception {
    kind.check();
  }
}
