package io.sutra.mlbase.inference;

/** One token per {@code char}, its code plus ten, between two special tokens. */
final class CharacterTokenizer implements Tokenizer {

  private static final long FIRST = 1;
  private static final long LAST = 2;

  @Override
  public TokenSequence tokenize(String text) {
    long[] ids = new long[text.length() + 2];
    ids[0] = FIRST;
    for (int i = 0; i < text.length(); i++) {
      ids[i + 1] = text.charAt(i) + 10L;
    }
    ids[ids.length - 1] = LAST;
    return new TokenSequence(ids);
  }

  @Override
  public SpecialTokens specialTokens() {
    return new SpecialTokens(1, 1);
  }

  /** The text that {@code tokens} were made from, as far as it is still in them. */
  static String text(TokenSequence tokens) {
    long[] ids = new long[tokens.length()];
    tokens.copyTo(ids, 0);
    var text = new StringBuilder();
    for (int i = 1; i < ids.length - 1; i++) {
      text.append((char) (ids[i] - 10));
    }
    return text.toString();
  }
}
