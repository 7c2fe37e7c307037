package io.sutra.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProfileTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  @Test
  void configured_nothingSet_isSimple() {
    assertThat(configured(Map.of())).isEqualTo(Profile.SIMPLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"community", "enterprise"})
  void configured_editionWithReplicas_hasAsManyAsAreSet(String edition) {
    assertThat(configured(Map.of("SUTRA_EDITION", edition))).isEqualTo(Profile.scaled(3));
    assertThat(configured(Map.of("SUTRA_EDITION", edition, "ML_BASE_REPLICAS", "16")))
        .isEqualTo(Profile.scaled(16));
  }

  @Test
  void configured_single_isOneServer() {
    assertThat(configured(Map.of("SUTRA_EDITION", "single"))).isEqualTo(Profile.SINGLE);
  }

  @Test
  void remember_eachKind_isReadAgainUntilForgotten() {
    Workspace workspace = TestWorkspace.below(folder, Map.of("SUTRA_EDITION", "simple"));
    for (Profile profile : new Profile[] {Profile.SIMPLE, Profile.SINGLE, Profile.scaled(5)}) {
      profile.remember(workspace, Profile.Form.PROCESSES);

      assertThat(Profile.current(workspace)).isEqualTo(profile);
    }
    Profile.forget(workspace, Profile.Form.PROCESSES);

    assertThat(Profile.remembered(workspace, Profile.Form.PROCESSES)).isEmpty();
  }

  private Profile configured(Map<String, String> settings) {
    return Profile.configured(TestWorkspace.below(folder, settings));
  }
}
