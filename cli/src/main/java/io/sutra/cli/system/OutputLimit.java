package io.sutra.cli.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How much a program's output may grow while it runs. A small shell beside the program looks now
 * and then; what is too long is copied to another file, and the output begins anew in the same one,
 * which the program goes on writing at its end.
 *
 * @param bytes of the output, beyond which it begins anew; between two looks it may be longer
 * @param copy gets what was written before; replaced each time
 * @param betweenLooks at least a second
 */
public record OutputLimit(long bytes, Path copy, Duration betweenLooks) {

  /**
   * Runs until the process {@code $4} has ended or its output {@code $1} is gone. What is written
   * between the copy and the cut is lost.
   */
  private static final String WATCH =
      """
      cd /
      while sleep "$3" && kill -0 "$4"; do
        size=$(wc -c <"$1") || exit
        [ "$size" -le "$2" ] || { cp "$1" "$5" && : >"$1"; }
      done
      """;

  /**
   * Words that the shell of the process to be watched runs in the background before it becomes the
   * program: {@code $$} is the process of both. It has nothing of the program's environment.
   */
  static final String BEGIN =
      "env -i PATH=\"$PATH\" sh -c \"$1\" watch \"$2\" \"$3\" \"$4\" $$ \"$5\" </dev/null >/dev/null"
          + " 2>&1 &";

  /** The arguments of {@link #BEGIN}. */
  List<String> arguments(Path output) {
    return List.of(
        WATCH,
        output.toString(),
        Long.toString(bytes),
        Long.toString(Math.max(1, betweenLooks.toSeconds())),
        copy.toString());
  }
}
