package io.sutra.cli.aot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AotCachesTest {

  private static final AotProgram ML_BASE = AotProgram.ML_BASE;

  @TempDir private Path root;

  private BuiltCheckout checkout;
  private AotCaches caches;

  @BeforeEach
  void makeCheckout() throws IOException {
    assumeTrue(AotCaches.areSupported(), "this Java has no AOT caches");
    use(Map.of());
  }

  private void use(Map<String, String> environment) throws IOException {
    checkout = new BuiltCheckout(root, environment);
    caches = new AotCaches(checkout.workspace());
  }

  private Path makeCache(AotProgram program) throws IOException {
    Path cache = caches.file(program);
    Files.createDirectories(caches.folder());
    Files.writeString(cache, "a cache");
    return cache;
  }

  @Test
  void option_withoutCache_isEmpty() {
    assertThat(caches.option(ML_BASE)).isEmpty();
    assertThat(caches.libertyEnvironment(ML_BASE)).isEmpty();
  }

  @Test
  void option_ofAProductThatWasNotBuilt_isEmpty() throws IOException {
    makeCache(ML_BASE);
    checkout.delete("liberty-config/target/runtime/wlp/lib/versions/openliberty.properties");

    assertThat(caches.option(ML_BASE)).isEmpty();
  }

  @Test
  void option_withCache_namesIt() throws IOException {
    Path cache = makeCache(ML_BASE);

    assertThat(caches.option(ML_BASE)).contains("-XX:AOTCache=" + cache);
    assertThat(caches.option(AotProgram.EMBEDDING)).isEmpty();
  }

  @Test
  void libertyEnvironment_isQuotedForTheScriptAndIgnoresTheShell() throws IOException {
    use(Map.of("JVM_ARGS", "-Dcolour=blue"));
    Path cache = makeCache(ML_BASE);

    assertThat(caches.libertyEnvironment(ML_BASE))
        .isEqualTo(Map.of("JVM_ARGS", "'-XX:AOTCache=" + cache + "'"));
  }

  @ParameterizedTest
  @CsvSource({
    "liberty-config/target/runtime/wlp/lib/versions/openliberty.properties",
    "liberty-config/target/usr/shared/config/sutra/platform.xml",
    "liberty-config/target/usr/servers/ml-base/server.xml",
    "liberty-config/target/usr/servers/ml-base/jvm.options",
    "ml-base-war/target/ml-base/WEB-INF/lib/library-2.jar"
  })
  void option_afterAChangeOfWhatAServerLoads_isEmpty(String file) throws IOException {
    makeCache(ML_BASE);

    checkout.write(file, "changed");

    assertThat(caches.option(ML_BASE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ml-base-war/target/ml-base/WEB-INF/classes/A.class",
    "liberty-config/target/usr/servers/embedding/jvm.options"
  })
  void option_afterAChangeThatAServersCacheSurvives_isStillThere(String file) throws IOException {
    makeCache(ML_BASE);

    checkout.write(file, "changed");

    assertThat(caches.option(ML_BASE)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "cache-shard-jar/target/cache-shard.jar",
    "cache-shard-jar/target/lib/netty-1.jar",
    "cache-shard-jar/target/lib/netty-2.jar"
  })
  void option_afterAChangeOfTheShardsClassPath_isEmpty(String file) throws IOException {
    makeCache(AotProgram.CACHE_SHARD);

    checkout.write(file, "an archive of another size");

    assertThat(caches.option(AotProgram.CACHE_SHARD)).isEmpty();
  }

  @Test
  void publish_removesWhatItReplacesAndNothingElse() throws IOException {
    Path outdated = makeCache(ML_BASE);
    Path other = makeCache(AotProgram.EMBEDDING);
    checkout.write("liberty-config/target/usr/servers/ml-base/jvm.options", "-Xmx65m");
    Path written = Files.writeString(caches.folder().resolve("written"), "a new cache");

    caches.publish(ML_BASE, written);

    assertThat(caches.find(ML_BASE))
        .hasValueSatisfying(c -> assertThat(c).hasContent("a new cache"));
    assertThat(outdated).doesNotExist();
    assertThat(other).exists();
  }
}
