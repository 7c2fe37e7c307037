package io.sutra.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceFingerprintTest {

  @TempDir private Path root = Path.of("set by JUnit");

  private String before = "";

  @BeforeEach
  void makeACheckout() throws IOException {
    write("pom.xml", "<project/>");
    write("module/pom.xml", "<project/>");
    write("module/src/main/java/A.java", "class A {}");
    write("module/src/main/java/B.java", "class B {}");
    write("notes/readme.txt", "no module");
    before = SourceFingerprint.of(root);
  }

  @Test
  void of_nothingChanged_isTheSame() {
    assertThat(SourceFingerprint.of(root)).isEqualTo(before).matches("[0-9a-f]{64}");
  }

  @Test
  void of_touchedFile_isTheSame() throws IOException {
    Files.setLastModifiedTime(
        root.resolve("module/src/main/java/A.java"), FileTime.from(Instant.EPOCH));

    assertThat(SourceFingerprint.of(root)).isEqualTo(before);
  }

  @Test
  void of_anotherPlace_isTheSame(@TempDir Path elsewhere) throws IOException {
    Path moved = elsewhere.resolve("checkout");
    Files.move(root.resolve("module"), Files.createDirectory(moved).resolve("module"));
    Files.move(root.resolve("pom.xml"), moved.resolve("pom.xml"));

    assertThat(SourceFingerprint.of(moved)).isEqualTo(before);
  }

  @Test
  void of_changedSource_differs() throws IOException {
    write("module/src/main/java/A.java", "class A { }");

    assertThat(SourceFingerprint.of(root)).isNotEqualTo(before);
  }

  @Test
  void of_changedPom_differs() throws IOException {
    write("pom.xml", "<project />");
    String root1 = SourceFingerprint.of(root);
    write("module/pom.xml", "<project />");

    assertThat(root1).isNotEqualTo(before);
    assertThat(SourceFingerprint.of(root)).isNotEqualTo(root1);
  }

  @Test
  void of_addedRemovedOrRenamedSource_differs() throws IOException {
    write("module/src/main/java/C.java", "");
    String added = SourceFingerprint.of(root);
    Files.delete(root.resolve("module/src/main/java/C.java"));
    assertThat(SourceFingerprint.of(root)).isEqualTo(before).isNotEqualTo(added);

    Files.move(
        root.resolve("module/src/main/java/B.java"), root.resolve("module/src/main/java/C.java"));
    assertThat(SourceFingerprint.of(root)).isNotEqualTo(before);
  }

  @Test
  void of_swappedContents_differs() throws IOException {
    write("module/src/main/java/A.java", "class B {}");
    write("module/src/main/java/B.java", "class A {}");

    assertThat(SourceFingerprint.of(root)).isNotEqualTo(before);
  }

  @Test
  void of_fileAppendedToTheOneBefore_differs() throws IOException {
    // The same bytes in the same order, but for where a file ends.
    Files.delete(root.resolve("module/src/main/java/B.java"));
    write("module/src/main/java/A.java", "class A {}module/src/main/java/B.java\0class B {}");

    assertThat(SourceFingerprint.of(root)).isNotEqualTo(before);
  }

  @Test
  void of_manyFiles_readsThemInTheOrderOfTheirNames() throws IOException {
    // Folders list their files in an order of their own, which another machine need not share.
    for (int i = 0; i < 20; i++) {
      write("module/src/main/files/file-" + i, Integer.toString(i));
    }

    // Computed by another program over the sorted names.
    assertThat(SourceFingerprint.of(root))
        .isEqualTo("34daed1f0412970185dd14f4026df7a0934269701a82158235d47fd4b3405211");
  }

  @Test
  void of_newModule_differs() throws IOException {
    write("another/pom.xml", "<project/>");

    assertThat(SourceFingerprint.of(root)).isNotEqualTo(before);
  }

  @Test
  void of_whatNoBuildReads_isTheSame() throws IOException {
    write("module/src/test/java/ATest.java", "class ATest {}");
    write("module/target/classes/A.class", "bytes");
    write("notes/src/main/java/X.java", "class X {}");
    write("notes/readme.txt", "changed");
    write("readme.txt", "new");

    assertThat(SourceFingerprint.of(root)).isEqualTo(before);
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
