package io.sutra.cli.validate;

import java.util.UUID;

/** Texts that nobody asked for before, so that no cache has them. */
final class Texts {

  private Texts() {}

  /** A text with {@code subject} in it, another one each time. */
  static String unique(String subject) {
    return "A sentence about " + subject + ", number " + UUID.randomUUID() + ".";
  }
}
