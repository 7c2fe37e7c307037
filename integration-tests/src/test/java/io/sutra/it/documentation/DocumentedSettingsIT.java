package io.sutra.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.settings.SettingsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every setting that a page names is in the table of settings. */
class DocumentedSettingsIT {

  private static final Pattern NAME = Pattern.compile("\\bSUTRA_[A-Z0-9_]*[A-Z0-9]\\b");

  /** What a caller's shell has, a setting that is gone, and an example of a misspelt one. */
  private static final Set<String> NO_SETTINGS =
      Set.of("SUTRA_API_KEY", "SUTRA_METRICS_AUTHENTICATION", "SUTRA_CACHE_TLL");

  @Test
  void everySettingOfAPage_isInTheTable() throws IOException {
    List<String> unknown = new ArrayList<>();
    int names = 0;
    for (Path page : Pages.all()) {
      for (MatchResult found : NAME.matcher(Files.readString(page)).results().toList()) {
        String name = found.group();
        names++;
        if (SettingsTable.find(name).isEmpty() && !NO_SETTINGS.contains(name)) {
          unknown.add(Pages.name(page) + ": " + name);
        }
      }
    }
    assertThat(names).isGreaterThan(100);
    assertThat(unknown).isEmpty();
  }
}
