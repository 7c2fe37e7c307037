package io.sutra.mlbase.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.mlbase.checksum.FileChecksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphCacheTest {

  private static final String KEY = "key";

  @TempDir private Path directory;

  private GraphCache cache() {
    return new GraphCache(
        directory.resolve("cache"),
        FileChecksums.rememberedIn(directory.resolve(FileChecksums.FOLDER)));
  }

  private static boolean fill(Path folder) throws IOException {
    Files.writeString(folder.resolve(EncoderRewriter.MODEL_FILE), "the model");
    Files.writeString(folder.resolve(EncoderRewriter.WEIGHTS_FILE), "the weights");
    return true;
  }

  private List<Path> listed() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("cache"))) {
      return files.toList();
    }
  }

  @Test
  void find_nothingStored_isEmpty() throws IOException {
    assertThat(cache().find(KEY)).isEmpty();
  }

  @Test
  void find_stored_isTheFolderStored() throws IOException {
    Optional<Path> stored = cache().store(KEY, GraphCacheTest::fill);

    assertThat(cache().find(KEY)).isEqualTo(stored).isPresent();
    assertThat(cache().find("another")).isEmpty();
    assertThat(stored.orElseThrow().resolve(EncoderRewriter.MODEL_FILE)).hasContent("the model");
    assertThat(listed()).hasSize(1);
  }

  @Test
  void find_oldPartsWithoutALock_areRemovedAndYoungOnesKept() throws IOException {
    Path abandoned = Files.createDirectories(directory.resolve("cache/key.part123"));
    fill(abandoned);
    fill(Files.createDirectory(abandoned.resolve("original456")));
    Path young = Files.createDirectory(directory.resolve("cache/key.part789"));
    Path stored = cache().store("another", GraphCacheTest::fill).orElseThrow();
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    Files.setLastModifiedTime(abandoned, longAgo);
    Files.setLastModifiedTime(stored, longAgo);

    assertThat(cache().find(KEY)).isEmpty();

    assertThat(listed()).containsExactlyInAnyOrder(young, stored);
  }

  @Test
  void find_partOfAnotherProcess_isRemovedOnceThatIsKilled() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessFilling.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo(EndlessFilling.FILLING);
      assertThat(cache().find(KEY)).isEmpty();
      assertThat(listed()).hasSize(1);
    } finally {
      other.destroyForcibly().waitFor();
    }

    assertThat(cache().find(KEY)).isEmpty();

    assertThat(listed()).isEmpty();
  }

  /** A process that is killed while it fills a folder. */
  static final class EndlessFilling {

    static final String FILLING = "filling";

    private EndlessFilling() {}

    public static void main(String[] arguments) throws IOException {
      Path work = Path.of(arguments[0]);
      new GraphCache(
              work.resolve("cache"), FileChecksums.rememberedIn(work.resolve(FileChecksums.FOLDER)))
          .store(
              KEY,
              folder -> {
                fill(folder);
                System.out.println(FILLING);
                // Until it is killed, or whoever started it has ended.
                return System.in.read() != -1;
              });
    }
  }

  @Test
  void find_partBeingFilledHere_stays() throws IOException {
    Optional<Path> stored =
        cache()
            .store(
                KEY,
                folder -> {
                  assertThat(cache().find(KEY)).isEmpty();
                  assertThat(folder).isDirectory();
                  return fill(folder);
                });

    assertThat(cache().find(KEY)).isEqualTo(stored).isPresent();
    try (Stream<Path> files = Files.list(stored.orElseThrow())) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void removeOf_fingerprint_removesItsGraphsAlone() throws IOException {
    cache().store("12ab-mean-v1", GraphCacheTest::fill);
    Path other = cache().store("12abc-mean-v1", GraphCacheTest::fill).orElseThrow();

    cache().removeOf("12ab");

    assertThat(listed()).containsExactly(other);
  }

  @ParameterizedTest
  @ValueSource(strings = {EncoderRewriter.MODEL_FILE, EncoderRewriter.WEIGHTS_FILE, "SHA256SUMS"})
  void find_changedFile_isRemovedAndStoredAgain(String file) throws IOException {
    Path folder = cache().store(KEY, GraphCacheTest::fill).orElseThrow();
    byte[] content = Files.readAllBytes(folder.resolve(file));
    content[3] ^= 1;
    Files.write(folder.resolve(file), content);

    assertThat(cache().find(KEY)).isEmpty();
    assertThat(folder).doesNotExist();

    cache().store(KEY, GraphCacheTest::fill);
    assertThat(cache().find(KEY)).contains(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {EncoderRewriter.MODEL_FILE, EncoderRewriter.WEIGHTS_FILE, "SHA256SUMS"})
  void find_missingFile_isRemoved(String file) throws IOException {
    Path folder = cache().store(KEY, GraphCacheTest::fill).orElseThrow();
    Files.delete(folder.resolve(file));

    assertThat(cache().find(KEY)).isEmpty();
    assertThat(folder).doesNotExist();
  }

  @Test
  void store_nothingToKeep_leavesNothing() throws IOException {
    Optional<Path> stored =
        cache()
            .store(
                KEY,
                folder -> {
                  fill(folder);
                  return false;
                });

    assertThat(stored).isEmpty();
    assertThat(listed()).isEmpty();
  }

  @Test
  void store_fillerFails_leavesNothing() throws IOException {
    assertThatThrownBy(
            () ->
                cache()
                    .store(
                        KEY,
                        folder -> {
                          fill(folder);
                          throw new IOException("disk full");
                        }))
        .hasMessage("disk full");
    assertThat(listed()).isEmpty();
  }

  @Test
  void store_storedByAnotherMeanwhile_isTheOthers() throws IOException {
    Optional<Path> stored =
        cache()
            .store(
                KEY,
                folder -> {
                  cache().store(KEY, GraphCacheTest::fill);
                  return fill(folder);
                });

    assertThat(cache().find(KEY)).isEqualTo(stored).isPresent();
    assertThat(listed()).hasSize(1);
  }
}
