package io.sutra.embedding.web;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Field;
import io.sutra.domain.Place;
import io.sutra.embedding.config.ContractSettings.TokenIdPolicy;
import io.sutra.embedding.contract.Parsed;
import io.sutra.embedding.service.ModelProfile;

/**
 * Keeps ids of another tokenizer out: clients of OpenAI's make them with tiktoken unasked, and a
 * model would give them a vector that means something else. Thread-safe.
 */
final class TokenIdGuard {

  private final TokenIdPolicy policy;
  private final ModelNames models;
  private final SpecialTokens specials;

  TokenIdGuard(TokenIdPolicy policy, ModelNames models, SpecialTokens specials) {
    this.policy = policy;
    this.models = models;
    this.specials = specials;
  }

  /** Whether {@link #check} has to wait for ml-base. */
  boolean waits(Parsed parsed) {
    return policy == TokenIdPolicy.CHECKED
        && isDoubtful(parsed)
        && specials.known(models.model(parsed.request().model())).isEmpty();
  }

  /**
   * Refuses ids that are not the model's own.
   *
   * @throws EmbeddingException naming what to change in the client
   */
  void check(Parsed parsed) {
    if (policy == TokenIdPolicy.ANY || !isDoubtful(parsed)) {
      return;
    }
    if (policy == TokenIdPolicy.REFUSED) {
      throw refused(Place.of(Field.TOKENS), "holds token ids, which are not taken here.");
    }
    ModelProfile model = models.model(parsed.request().model());
    var tokens = (EmbedInput.Tokens) parsed.request().input();
    SpecialTokens.Frame frame = specials.of(model);
    for (int i = 0; i < tokens.size(); i++) {
      if (!frame.surrounds(tokens.sequences().get(i))) {
        throw refused(
            Place.of(Field.TOKENS, i),
            "holds token ids that do not begin and end with the special tokens of the model "
                + model.name()
                + ", so they may be another tokenizer's. Ids as /tokenize gives them are taken.");
      }
    }
  }

  private static boolean isDoubtful(Parsed parsed) {
    return parsed.ids() == Parsed.TokenIdRule.DOUBTFUL
        && parsed.request().input() instanceof EmbedInput.Tokens;
  }

  private static EmbeddingException refused(Place place, String what) {
    return EmbeddingException.invalid(
        place,
        "foreign_tokens",
        what
            + " Have the client send the text itself: in LangChain,"
            + " OpenAIEmbeddings(check_embedding_ctx_length=False).");
  }
}
