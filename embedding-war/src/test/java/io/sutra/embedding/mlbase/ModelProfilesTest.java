package io.sutra.embedding.mlbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.api.vector.Rotation;
import io.sutra.embedding.service.ModelProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelProfilesTest {

  private static final ModelProfile OLD = profile("0");
  private static final ModelProfile NEW = profile("1");

  @TempDir private Path folder = Path.of("set by JUnit");

  private static ModelProfile profile(String digit) {
    return new ModelProfile(
        "m", digit.repeat(64), 512, 30_522, List.of(384, 64), "q: ", "é", Optional.empty());
  }

  private ModelProfiles profiles() {
    return new ModelProfiles(new MlBaseClient(URI.create("http://127.0.0.1:1")), folder);
  }

  @Test
  void current_firstStartEver_isEmpty() {
    assertThat(profiles().current()).isEmpty();
  }

  @Test
  void current_afterARestart_isWhatWasHeardLast() {
    ModelProfiles before = profiles();
    before.heard(OLD);
    before.heard(NEW);

    assertThat(profiles().current()).contains(NEW);
    assertThat(folder.resolve("model.json.new")).doesNotExist();
  }

  @Test
  void current_afterARestart_hasTheRotationAndKeepsNoOther() throws IOException {
    ModelProfiles before = profiles();
    ModelProfile rotated = rotated("0", new float[][] {{0, 1}});
    before.heard(rotated("1", new float[][] {{1, 0}}));
    before.heard(rotated);

    assertThat(profiles().current()).contains(rotated);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void current_rotationIsDamagedOrGone_isEmpty() throws IOException {
    ModelProfile rotated = rotated("0", new float[][] {{0, 1}});
    profiles().heard(rotated);
    Path file = folder.resolve(rotated.rotation().orElseThrow().checksum() + ".rotation");

    Files.write(file, Rotation.of(new float[][] {{1, 0}}).toBytes());
    assertThat(profiles().current()).isEmpty();
    Files.delete(file);
    assertThat(profiles().current()).isEmpty();
  }

  private static ModelProfile rotated(String digit, float[][] rows) {
    return new ModelProfile(
        "m", digit.repeat(64), 512, 30_522, List.of(2, 1), "", "", Optional.of(Rotation.of(rows)));
  }

  @Test
  void current_fileIsDamaged_isEmptyAndWrittenAnew() throws IOException {
    Files.writeString(folder.resolve("model.json"), "{\"model\":{\"name\":");
    ModelProfiles profiles = profiles();
    assertThat(profiles.current()).isEmpty();

    profiles.heard(NEW);
    assertThat(profiles().current()).contains(NEW);
  }

  @Test
  void heard_twoModelsInTurn_staysWithTheNewerOne() {
    ModelProfiles profiles = profiles();
    profiles.heard(OLD);
    for (int i = 0; i < 1_000; i++) {
      profiles.heard(i % 3 == 0 ? NEW : OLD);
      assertThat(profiles.current()).contains(NEW);
    }
  }

  @Test
  void heard_onlyTheOlderModelAnyMore_goesBackToIt() {
    ModelProfiles profiles = profiles();
    profiles.heard(OLD);
    profiles.heard(NEW);
    for (int i = 0; i < 100; i++) {
      profiles.heard(OLD);
    }
    assertThat(profiles.current()).contains(OLD);
  }
}
