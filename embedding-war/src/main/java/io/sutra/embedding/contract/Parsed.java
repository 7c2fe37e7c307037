package io.sutra.embedding.contract;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.FieldNames;

/**
 * A body that was read.
 *
 * @param request the same in the domain's words
 * @param names of its fields, for errors that are found later
 * @param ids what is asked of token ids
 * @param answer how it is answered
 */
public record Parsed(EmbedRequest request, FieldNames names, TokenIdRule ids, AnswerForm answer) {

  /** What is asked of token ids before they are embedded. */
  public enum TokenIdRule {
    /** They are the model's own: its vocabulary has them. */
    OWN,
    /**
     * They may be another tokenizer's, for the client makes them unasked; {@code SUTRA_TOKEN_IDS}
     * says what is done about it.
     */
    DOUBTFUL
  }

  /** A request whose token ids, if it has any, are meant for the model. */
  public Parsed(EmbedRequest request, FieldNames names, AnswerForm answer) {
    this(request, names, TokenIdRule.OWN, answer);
  }
}
