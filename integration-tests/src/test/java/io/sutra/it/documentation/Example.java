package io.sutra.it.documentation;

import java.util.List;

/**
 * A command of a page and the answer that the page shows for it.
 *
 * @param route such as {@code POST /embed}
 * @param line where the command begins
 * @param situation what has to be so when it is run
 * @param command for bash
 * @param status of the answer
 * @param headers that the answer has, {@code name: value}
 * @param body of the answer, empty when the page shows none
 */
record Example(
    String route,
    int line,
    Situation situation,
    String command,
    int status,
    List<String> headers,
    String body) {

  /** What has to be so; a page says it behind the word {@code bash}. */
  enum Situation {
    /** The whole product runs and asks nobody for a key. */
    USUAL,
    /** ml-base has more to do than it has room for. */
    BUSY,
    /** A warm-up is under way. */
    WARMING,
    /** The service runs alone and has never heard of an ml-base or a shard. */
    ALONE,
    /** The service wants a key. */
    GUARDED
  }

  /** For the name of a test. */
  String title() {
    return "line " + line + ": " + route + " is " + status;
  }
}
