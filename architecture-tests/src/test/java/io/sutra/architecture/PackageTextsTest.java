package io.sutra.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every package has a text, and every class and package that a text names exists. */
class PackageTextsTest {

  private static final Pattern LINK = Pattern.compile("\\{@link(?:plain)?\\s+([\\w.]+)");

  /** Words that look like names of classes, with a capital inside. */
  private static final Pattern CODE = Pattern.compile("\\{@code\\s+([A-Z][a-z0-9]+[A-Z]\\w*)}");

  @Test
  void everyPackage_hasAText() throws IOException {
    List<String> without = new ArrayList<>();
    for (Path module : Modules.all()) {
      try (Stream<Path> tree = Files.walk(module.resolve("src/main/java"))) {
        tree.filter(Files::isDirectory)
            .filter(PackageTextsTest::hasClasses)
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .map(Path::toString)
            .forEach(without::add);
      }
    }
    assertThat(without).isEmpty();
  }

  private static boolean hasClasses(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void everyNameInAText_exists() throws IOException {
    JavaClasses classes = Modules.allClasses();
    Set<String> full =
        classes.stream().map(JavaClass::getFullName).collect(Collectors.toUnmodifiableSet());
    Set<String> simple =
        classes.stream().map(JavaClass::getSimpleName).collect(Collectors.toUnmodifiableSet());
    List<String> missing = new ArrayList<>();
    for (Path text : texts()) {
      String content = Files.readString(text);
      Matcher link = LINK.matcher(content);
      while (link.find()) {
        String name = link.group(1);
        boolean known =
            full.contains(name)
                || full.contains(nested(name))
                || isOfTheJdk(name)
                || full.contains(packageOf(content) + "." + name)
                || full.stream().anyMatch(one -> one.startsWith(name + "."));
        if (!known) {
          missing.add(text + ": " + name);
        }
      }
      Matcher code = CODE.matcher(content);
      while (code.find()) {
        if (!simple.contains(code.group(1)) && !isKnownElsewhere(code.group(1))) {
          missing.add(text + ": " + code.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean isKnownElsewhere(String name) {
    return Set.of("OpenAI", "GitHub").contains(name) || isOfTheJdk("java.lang." + name);
  }

  private static boolean isOfTheJdk(String name) {
    try {
      Class.forName(name);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static String nested(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot) + "$" + name.substring(dot + 1);
  }

  private static String packageOf(String content) {
    Matcher declared = Pattern.compile("(?m)^package ([\\w.]+);").matcher(content);
    return declared.find() ? declared.group(1) : "";
  }

  private static List<Path> texts() throws IOException {
    List<Path> texts = new ArrayList<>();
    for (Path module : Modules.all()) {
      try (Stream<Path> tree = Files.walk(module.resolve("src/main/java"))) {
        tree.filter(file -> file.endsWith("package-info.java")).forEach(texts::add);
      }
    }
    return texts;
  }
}
