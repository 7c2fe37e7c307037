package io.sutra.mlbase.rest;

import io.sutra.domain.EmbedResponse;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.Tokenization;
import io.sutra.mlbase.inference.EmbeddingParts;
import io.sutra.mlbase.inference.EmbeddingParts.Part;
import io.sutra.web.ErrorMapper;
import io.sutra.web.VectorStream;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Sends vectors to another service as they are computed, and what has gathered at once. When nobody
 * receives them any more, the rest is not computed.
 */
final class VectorStreamBody implements StreamingOutput {

  private static final byte[] NO_ERROR = {};

  private final EmbeddingParts parts;

  VectorStreamBody(EmbeddingParts parts) {
    this.parts = parts;
  }

  /** The stream of an answer that is there whole. */
  static byte[] of(EmbedResponse response) {
    var out = new ByteArrayOutputStream();
    Tokenization tokenization = response.tokenization();
    out.writeBytes(beginning(response.embeddings().size(), response.dimension(), tokenization));
    for (int i = 0; i < response.embeddings().size(); i++) {
      out.writeBytes(
          VectorStream.vector(i, tokenization.texts().get(i), response.embeddings().get(i)));
    }
    out.writeBytes(
        VectorStream.end(
            new VectorStream.End(
                response.queueTime(),
                response.inferenceTime(),
                VectorStream.COMPLETE,
                Optional.empty(),
                NO_ERROR)));
    return out.toByteArray();
  }

  private static byte[] beginning(int texts, int dimension, Tokenization tokenization) {
    return VectorStream.beginning(
        new VectorStream.Beginning(texts, dimension, tokenization.window(), tokenization.prefix()));
  }

  @Override
  public void write(OutputStream out) throws IOException, WebApplicationException {
    EmbeddingParts.Shape shape = parts.shape();
    boolean ended = false;
    try {
      out.write(
          beginning(shape.tokenization().texts().size(), shape.dimension(), shape.tokenization()));
      while (!ended) {
        switch (parts.next()) {
          case Part.Vector part ->
              out.write(VectorStream.vector(part.index(), part.tokens(), part.vector()));
          case Part.End end -> {
            out.write(VectorStream.end(end(end)));
            ended = true;
          }
        }
        if (parts.isEmpty()) {
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the service is stopping", e);
    } finally {
      if (!ended) {
        parts.ended().cancel(false);
      }
    }
  }

  private static VectorStream.End end(Part.End end) {
    Optional<Response> error = end.failure().map(ErrorMapper::of);
    return new VectorStream.End(
        end.queueTime(),
        end.inferenceTime(),
        error.map(Response::getStatus).orElse(VectorStream.COMPLETE),
        end.failure().flatMap(EmbeddingException::retryAfter),
        error.map(answer -> (byte[]) answer.getEntity()).orElse(NO_ERROR));
  }
}
