package io.sutra.embedding.contract;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.Field;
import io.sutra.domain.FieldNames;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.web.JsonFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * One text against many, by the cosine of their vectors: the text and the others are embedded as
 * one request, the text first. How the two fields are named is the contract's.
 *
 * @param one the name of the text
 * @param many the name of the array of the others
 */
record Similarity(String one, String many) {

  /** The text and the others, while they are read. */
  static final class Texts {
    private final Draft draft;
    private String text = "";
    private List<String> others = List.of();

    /** {@code draft} is the request, as far as it is no text. */
    Texts(Draft draft) {
      this.draft = draft;
    }

    Draft draft() {
      return draft;
    }

    void text(FieldValue value) throws IOException {
      text = value.text();
    }

    /** One fewer than a request may have, for the text is one too. */
    void others(FieldValue value) throws IOException {
      others = value.texts();
      int most = value.limits().maximumTexts() - 1;
      if (others.size() > most) {
        throw JsonFields.tooManyTexts(value.name(), most);
      }
    }
  }

  /**
   * What stands around the numbers.
   *
   * @param head before the first
   * @param tail after the last, for an answer
   */
  record Frame(String head, Function<EmbedAnswer, String> tail) {

    /** A frame that is the same for every answer. */
    Frame(String head, String tail) {
      this(head, answer -> tail);
    }
  }

  /** The request of the texts that were read. */
  Parsed parsed(Texts texts, FieldNames names, Frame frame) {
    List<String> all = new ArrayList<>(texts.others.size() + 1);
    all.add(texts.text);
    all.addAll(texts.others);
    texts.draft.input(new EmbedInput.Texts(all));
    return texts.draft.parsed(named(names), (answer, digits) -> pieces(answer, frame));
  }

  /** The first text is the one, and the others are counted from zero. */
  private FieldNames named(FieldNames names) {
    return place -> {
      if (place.field() != Field.TEXTS || place.indices().isEmpty()) {
        return names.of(place);
      }
      int index = place.indices().getFirst();
      return index == 0 ? one : many + "[" + (index - 1) + "]";
    };
  }

  private static Iterator<byte[]> pieces(EmbedAnswer answer, Frame frame) {
    float[] text = vector(answer, 0);
    return new Pieces(
        new Pieces.Frame(JsonText.utf8(frame.head()), JsonText.utf8(frame.tail().apply(answer))),
        answer.vectors().size() - 1,
        index -> Pieces.ascii(Float.toString(cosine(text, vector(answer, index + 1)))));
  }

  private static float[] vector(EmbedAnswer answer, int index) {
    return answer.vectors().get(index).served(answer.dimension(), answer.normalize());
  }

  /** Between -1 and 1; zero for a vector without a direction. */
  static float cosine(float[] a, float[] b) {
    double product = 0;
    double squareOfA = 0;
    double squareOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squareOfA += (double) a[i] * a[i];
      squareOfB += (double) b[i] * b[i];
    }
    double lengths = Math.sqrt(squareOfA) * Math.sqrt(squareOfB);
    return lengths == 0 ? 0 : (float) Math.clamp(product / lengths, -1.0, 1.0);
  }
}
