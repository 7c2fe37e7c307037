package io.sutra.cli.validate;

import io.sutra.cli.terminal.Progress;
import java.io.IOException;
import java.util.List;

/** A part of what is promised. */
public interface Phase {

  /**
   * Measures it.
   *
   * @throws IOException when the product does not answer
   */
  List<Check> run(Progress progress) throws IOException;
}
