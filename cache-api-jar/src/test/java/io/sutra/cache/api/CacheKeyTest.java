package io.sutra.cache.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CacheKeyTest {

  @Property(tries = 200)
  void anyBytes_areGivenBackAndShownInHexadecimal(@ForAll @Size(32) byte[] bytes) {
    CacheKey key = CacheKey.of(bytes);
    assertThat(key.bytes()).isEqualTo(bytes);
    assertThat(key).isEqualTo(CacheKey.of(bytes)).hasSameHashCodeAs(CacheKey.of(bytes));
    assertThat(key.toString()).hasSize(64).isEqualTo(java.util.HexFormat.of().formatHex(bytes));
  }

  @Property(tries = 200)
  void order_isThatOfTheBytes(@ForAll @Size(32) byte[] one, @ForAll @Size(32) byte[] other) {
    assertThat(Integer.signum(CacheKey.of(one).compareTo(CacheKey.of(other))))
        .isEqualTo(Integer.signum(java.util.Arrays.compareUnsigned(one, other)));
  }

  @Test
  void anotherLength_isRefused() {
    assertThatThrownBy(() -> CacheKey.of(new byte[31])).hasMessageContaining("32 bytes, not 31");
  }

  @Test
  void newVector_emptyOrWithANegativeTime_isRefused() {
    CacheKey key = new CacheKey(1, 2, 3, 4);
    assertThatThrownBy(() -> new NewVector(key, new byte[0], Duration.ZERO))
        .hasMessageContaining("at least one byte");
    assertThatThrownBy(() -> new NewVector(key, new byte[1], Duration.ofSeconds(-1)))
        .hasMessageContaining("not negative");
  }
}
