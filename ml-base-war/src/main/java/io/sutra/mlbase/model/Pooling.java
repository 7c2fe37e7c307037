package io.sutra.mlbase.model;

/** How the vectors of a text's tokens become the one vector of the text. */
public enum Pooling {
  /** The vector of the first token. */
  CLS,
  /** The mean of the vectors of all tokens, special tokens included. */
  MEAN,
  /** None of ours: the graph gives the text's vector itself. */
  GRAPH
}
