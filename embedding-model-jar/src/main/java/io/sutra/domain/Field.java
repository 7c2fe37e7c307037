package io.sutra.domain;

import java.util.Locale;

/** The fields of a request that the domain can object to; a contract has its own names for them. */
public enum Field {
  /** The texts, as they are written. */
  TEXTS,
  /** The texts, as token ids. */
  TOKENS,
  /** Numbers per vector. */
  DIMENSION,
  /** What the texts are for. */
  INPUT_TYPE,
  /** The model's name. */
  MODEL,
  /** Whether a long text is cut. */
  TRUNCATE,
  /** The checksum of a rotation, in a path. */
  CHECKSUM;

  /** The name in {@code POST /embed}, which is also ml-base's. */
  public String plainName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
