package io.sutra.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaFieldAccess;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsTable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No setting stands in the table that nobody reads. */
class SettingsAreReadTest {

  /** Where settings are read by other programs than ours: by name. */
  private static final List<String> CONFIGURATION =
      List.of("liberty-config/src", "docker", "haproxy");

  @Test
  void everySetting_isReadBySomebody() throws Exception {
    Set<String> read = readFromJava();
    String configuration = configuration();
    List<String> unread =
        SettingsTable.all().stream()
            .map(Setting::key)
            .filter(key -> !read.contains(key))
            .filter(key -> !configuration.contains("${" + key))
            .filter(key -> !configuration.contains("$" + key))
            .filter(key -> !configuration.contains(" presetenv " + key))
            .toList();
    assertThat(unread).isEmpty();
  }

  /** The keys of the constants that code outside of the table uses. */
  private static Set<String> readFromJava() throws ReflectiveOperationException {
    Set<String> keys = new HashSet<>();
    for (JavaFieldAccess access :
        Modules.allClasses().stream()
            .filter(type -> !type.getPackageName().startsWith("io.sutra.settings.render"))
            .flatMap(type -> type.getFieldAccessesFromSelf().stream())
            .toList()) {
      String owner = access.getTargetOwner().getFullName();
      if (owner.startsWith("io.sutra.settings.")
          && owner.endsWith("Settings")
          && !access.getOriginOwner().getFullName().equals(owner)) {
        Field field = Class.forName(owner).getDeclaredField(access.getTarget().getName());
        Object value = field.getModifiers() == PUBLIC_CONSTANT ? field.get(null) : null;
        if (value instanceof Setting<?> setting) {
          keys.add(setting.key());
        } else if (value instanceof List<?> list) {
          list.stream()
              .filter(Setting.class::isInstance)
              .map(one -> ((Setting<?>) one).key())
              .forEach(keys::add);
        }
      }
    }
    return keys;
  }

  private static final int PUBLIC_CONSTANT =
      java.lang.reflect.Modifier.PUBLIC
          | java.lang.reflect.Modifier.STATIC
          | java.lang.reflect.Modifier.FINAL;

  private static String configuration() throws IOException {
    var text = new StringBuilder();
    List<Path> files = new ArrayList<>();
    for (String folder : CONFIGURATION) {
      try (Stream<Path> tree = Files.walk(Modules.ROOT.resolve(folder))) {
        tree.filter(Files::isRegularFile)
            .filter(file -> !file.toString().endsWith(".md"))
            .forEach(files::add);
      }
    }
    for (Path file : files) {
      text.append(Files.readString(file));
    }
    return text.toString();
  }
}
