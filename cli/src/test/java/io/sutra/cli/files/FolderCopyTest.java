package io.sutra.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderCopyTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private Path source = folder;
  private Path target = folder;

  @BeforeEach
  void makeASource() throws IOException {
    source = folder.resolve("source");
    target = folder.resolve("target/deep");
    write(source.resolve("a"), "new a");
    write(source.resolve("sub/b"), "new b");
    Files.createDirectory(source.resolve("empty"));
  }

  @Test
  void replace_noTarget_makesItAsTheSource() throws IOException {
    FolderCopy.replace(source, target);

    assertThat(tree(target)).containsExactly("", "a", "empty", "sub", "sub/b");
    assertThat(target.resolve("a")).hasContent("new a");
    assertThat(target.resolve("sub/b")).hasContent("new b");
  }

  @Test
  void replace_olderTarget_leavesNothingOfIt() throws IOException {
    write(target.resolve("a"), "old a");
    write(target.resolve("old/deep/file"), "old");
    write(target.resolve("empty"), "a file where the source has a folder");

    FolderCopy.replace(source, target);

    assertThat(tree(target)).containsExactly("", "a", "empty", "sub", "sub/b");
    assertThat(target.resolve("a")).hasContent("new a");
  }

  @Test
  void replace_linkInTheTarget_isRemovedAndNotFollowed() throws IOException {
    Path outside = folder.resolve("outside");
    write(outside.resolve("precious"), "kept");
    Files.createDirectories(target);
    Files.createSymbolicLink(target.resolve("link"), outside);

    FolderCopy.replace(source, target);

    assertThat(outside.resolve("precious")).hasContent("kept");
    assertThat(target.resolve("link")).doesNotExist();
  }

  @Test
  void link_olderTarget_replacesWhatTheSourceHasAndKeepsTheRest() throws IOException {
    write(target.resolve("a"), "old a");
    write(target.resolve("sub/kept"), "kept");

    FolderCopy.link(source, target);

    assertThat(target.resolve("a")).hasContent("new a");
    assertThat(target.resolve("sub/b")).hasContent("new b");
    assertThat(target.resolve("sub/kept")).hasContent("kept");
  }

  @Test
  void link_replacedFile_isNotWrittenInto() throws IOException {
    // Another server may have the old file open, or hold it through a link of its own.
    write(target.resolve("a"), "old a");
    Path other = Files.createLink(folder.resolve("other"), target.resolve("a"));

    FolderCopy.link(source, target);

    assertThat(other).hasContent("old a");
  }

  @Test
  void link_twice_isAsOnce() throws IOException {
    FolderCopy.link(source, target);
    FolderCopy.link(source, target);

    assertThat(tree(target)).isEqualTo(tree(source));
    assertThat(source.resolve("a")).hasContent("new a");
  }

  @Test
  void replace_noSource_fails() {
    assertThatThrownBy(() -> FolderCopy.replace(folder.resolve("none"), target))
        .isInstanceOf(NoSuchFileException.class);
  }

  private static List<String> tree(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.map(path -> root.relativize(path).toString()).sorted().toList();
    }
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
