package io.sutra.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modules of the checkout and their production classes. */
final class Modules {

  static final Path ROOT = Path.of("..");

  private Modules() {}

  /** Every module that has production classes. */
  static List<Path> all() {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders
          .filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The production classes of one module. */
  static JavaClasses classesOf(Path module) {
    Path classes = module.resolve("target/classes");
    if (!Files.isDirectory(classes)) {
      throw new IllegalStateException(module + " is not built: ./sutra build");
    }
    return new ClassFileImporter().importPath(classes);
  }

  /** The production classes of all modules. */
  static JavaClasses allClasses() {
    return new ClassFileImporter()
        .importPaths(all().stream().map(module -> module.resolve("target/classes")).toList());
  }
}
