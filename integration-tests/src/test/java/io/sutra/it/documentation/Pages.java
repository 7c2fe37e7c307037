package io.sutra.it.documentation;

import io.sutra.it.SutraInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The pages that readers meet: those of the root and of the folders with documentation. */
final class Pages {

  private static final List<String> FOLDERS = List.of("docs", "docker", "haproxy");

  private Pages() {}

  /** All of them, each once, sorted by path. */
  static List<Path> all() throws IOException {
    var pages = new TreeSet<Path>();
    for (String folder : FOLDERS) {
      try (Stream<Path> files = Files.walk(SutraInstance.ROOT.resolve(folder))) {
        files.filter(Pages::isPage).forEach(pages::add);
      }
    }
    try (Stream<Path> files = Files.list(SutraInstance.ROOT)) {
      files.filter(Pages::isPage).forEach(pages::add);
    }
    return List.copyOf(pages);
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md");
  }

  /** The page's name in a message. */
  static String name(Path page) {
    return SutraInstance.ROOT.relativize(page).toString();
  }
}
