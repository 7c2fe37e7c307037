package io.sutra.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which way dependencies point, and who knows which technology. */
class DependencyLawsTest {

  private static final String[] HTTP_AND_WIRE = {
    "jakarta.ws.rs..",
    "jakarta.servlet..",
    "jakarta.json..",
    "java.net.http..",
    "com.sun.net.httpserver..",
    "com.fasterxml.jackson..",
    "io.netty.handler..",
    "io.netty.channel..",
    "io.sutra.web..",
    "io.sutra.cache.api.wire.."
  };

  private static JavaClasses all = Modules.classesOf(Path.of("../settings-jar"));

  @BeforeAll
  static void importClasses() {
    all = Modules.allClasses();
  }

  static Stream<Path> modules() {
    return Modules.all().stream();
  }

  private static void check(ArchRule rule, JavaClasses classes) {
    rule.allowEmptyShould(true).check(classes);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void packages_ofAModule_haveNoCircle(Path module) {
    check(
        slices()
            .matching("io.sutra.(**)")
            .should()
            .beFreeOfCycles()
            .as("No circle of packages in " + module.getFileName()),
        Modules.classesOf(module));
  }

  @Test
  void onnxRuntime_isKnownToThePackageOnnxOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "..mlbase.onnx..",
                // It switches the library's telemetry off before it is loaded.
                "io.sutra.natives..",
                "io.sutra.benchmarks..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..")
            .as("Only the package onnx knows ONNX Runtime"),
        all);
  }

  @Test
  void servicePackages_knowNeitherHttpNorTheWire() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.sutra.embedding.service..",
                "io.sutra.mlbase.inference..",
                "io.sutra.cache.shard.engine..",
                "io.sutra.cache.shard.store..",
                "io.sutra.cache.shard.wal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HTTP_AND_WIRE)
            .as("service, inference, engine, store and wal know neither HTTP nor the wire"),
        all);
  }

  @Test
  void ofTheEmbeddingService_serviceKnowsNoAdapter() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.sutra.embedding.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.sutra.embedding.web..",
                "io.sutra.embedding.contract..",
                "io.sutra.embedding.l1..",
                "io.sutra.embedding.l2..",
                "io.sutra.embedding.mlbase..",
                "io.sutra.embedding.keys..",
                "io.sutra.embedding.health..",
                "io.sutra.embedding.metrics..")
            .as("In the embedding service, service knows no adapter"),
        all);
  }

  @Test
  void ofMlBase_inferenceKnowsNoAdapter() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.sutra.mlbase.inference..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.sutra.mlbase.rest..",
                "io.sutra.mlbase.onnx..",
                "io.sutra.mlbase.health..",
                "io.sutra.mlbase.metrics..",
                "io.sutra.mlbase.config..")
            .as("In ml-base, inference knows no adapter"),
        all);
  }

  @Test
  void ofTheShard_storeAndWalDoNotKnowEachOther() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.sutra.cache.shard.store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.sutra.cache.shard.wal..")
            .as("In the shard, store does not know wal"),
        all);
    check(
        noClasses()
            .that()
            .resideInAPackage("io.sutra.cache.shard.wal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sutra.cache.shard.store..", "io.sutra.cache.shard.engine..")
            .as("In the shard, wal knows neither store nor engine"),
        all);
  }

  @Test
  void settings_knowNoProcess() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.sutra.settings..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "org.jspecify..", "io.sutra.settings..")
            .as("The table of settings knows no process that reads it"),
        all);
  }

  @Test
  void cacheContract_doesNoInputOrOutput() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.sutra.cache.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.net..", "java.nio.file..", "java.nio.channels..", "io.netty..")
            .as("The contract of the cache does no input or output"),
        all);
  }
}
