package io.sutra.embedding.mlbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.domain.vector.Rotation;
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
  void all_firstStartEver_isEmpty() {
    assertThat(profiles().all()).isEmpty();
  }

  @Test
  void all_afterARestart_isWhatWasHeardLast() {
    ModelProfiles before = profiles();
    before.heard(List.of(OLD));
    before.heard(List.of(NEW));

    assertThat(profiles().all()).containsExactly(NEW);
    assertThat(folder.resolve("model.json.new")).doesNotExist();
  }

  @Test
  void all_afterARestart_hasTheRotationAndKeepsNoOther() throws IOException {
    ModelProfiles before = profiles();
    ModelProfile rotated = rotated("0", new float[][] {{0, 1}});
    before.heard(List.of(rotated("1", new float[][] {{1, 0}})));
    before.heard(List.of(rotated));

    assertThat(profiles().all()).containsExactly(rotated);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void all_severalModels_areInTheOrderOfMlBaseAlsoAfterARestart() throws IOException {
    ModelProfile first = rotated("1", new float[][] {{1, 0}});
    ModelProfile second = rotated("0", new float[][] {{0, 1}});
    ModelProfiles before = profiles();
    before.heard(List.of(OLD));
    before.heard(List.of(first, second, NEW));

    assertThat(profiles().all()).containsExactly(first, second, NEW);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void all_fileOfAnOlderVersion_isRead() throws IOException {
    Files.writeString(
        folder.resolve("model.json"),
        """
        {"model": {"name": "m", "fingerprint": "%s", "max_tokens": 512, "vocabulary_size": 30522,
          "dimensions": [384, 64], "query_prefix": "q: ", "document_prefix": "é"}}
        """
            .formatted("0".repeat(64)));

    assertThat(profiles().all()).containsExactly(OLD);
  }

  @Test
  void all_rotationIsDamagedOrGone_isEmpty() throws IOException {
    ModelProfile rotated = rotated("0", new float[][] {{0, 1}});
    profiles().heard(List.of(rotated));
    Path file = folder.resolve(rotated.rotation().orElseThrow().checksum() + ".rotation");

    Files.write(file, Rotation.of(new float[][] {{1, 0}}).toBytes());
    assertThat(profiles().all()).isEmpty();
    Files.delete(file);
    assertThat(profiles().all()).isEmpty();
  }

  private static ModelProfile rotated(String digit, float[][] rows) {
    return new ModelProfile(
        "m", digit.repeat(64), 512, 30_522, List.of(2, 1), "", "", Optional.of(Rotation.of(rows)));
  }

  @Test
  void all_fileIsDamaged_isEmptyAndWrittenAnew() throws IOException {
    Files.writeString(folder.resolve("model.json"), "{\"model\":{\"name\":");
    ModelProfiles profiles = profiles();
    assertThat(profiles.all()).isEmpty();

    profiles.heard(List.of(NEW));
    assertThat(profiles().all()).containsExactly(NEW);
  }

  @Test
  void heard_twoModelsInTurn_staysWithTheNewerOne() {
    ModelProfiles profiles = profiles();
    profiles.heard(List.of(OLD));
    for (int i = 0; i < 1_000; i++) {
      profiles.heard(List.of(i % 3 == 0 ? NEW : OLD));
      assertThat(profiles.all()).containsExactly(NEW);
    }
  }

  @Test
  void heard_onlyTheOlderModelAnyMore_goesBackToIt() {
    ModelProfiles profiles = profiles();
    profiles.heard(List.of(OLD));
    profiles.heard(List.of(NEW));
    for (int i = 0; i < 100; i++) {
      profiles.heard(List.of(OLD));
    }
    assertThat(profiles.all()).containsExactly(OLD);
  }
}
