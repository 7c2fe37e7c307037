package io.sutra.embedding.contract;

import io.sutra.domain.EmbedRequest;
import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.ModelProfile;
import java.util.List;

/** The service, as a contract needs it beside embedding. Implementations are thread-safe. */
public interface Backend {

  /** The models that are served, the default first; empty before one was ever heard of. */
  List<ModelProfile> models();

  /**
   * The model of that name, by which an alias or the hub's name with its owner is meant too.
   *
   * @throws io.sutra.domain.EmbeddingException when there is none
   */
  ModelProfile model(String name);

  /** The vectors of a request, cached or computed; blocks. */
  EmbedAnswer embed(EmbedRequest request);

  /** What ml-base answers to a body of {@code POST /tokenize}; blocks. */
  byte[] tokenize(byte[] body);

  /** The settings of the service. */
  EmbeddingSettings settings();

  /** The product's version. */
  String version();
}
