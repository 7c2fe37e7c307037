package io.sutra.mlbase.install;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer to the end of a file as it comes, so that a connection that is cut loses nothing
 * of what came before. Serves one answer.
 */
final class PartWriter
    implements HttpResponse.BodyHandler<Void>, Consumer<Optional<byte[]>>, AutoCloseable {

  private final Path target;
  private final long from;
  private final OptionalLong size;
  private final LongConsumer received;
  private @Nullable OutputStream out;
  private long total;

  /**
   * Writes to {@code target}.
   *
   * @param from where in the file the answer begins if it is the part that was asked for
   * @param size of the whole file
   */
  PartWriter(Path target, long from, OptionalLong size, LongConsumer received) {
    this.target = target;
    this.from = from;
    this.size = size;
    this.received = received;
  }

  @Override
  public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo answer) {
    try {
      if (answer.statusCode() == 200) {
        out = Files.newOutputStream(target);
      } else if (answer.statusCode() == 206 && isWhatWasAskedFor(answer)) {
        out = Files.newOutputStream(target, StandardOpenOption.APPEND);
        total = from;
      } else {
        return HttpResponse.BodySubscribers.discarding();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HttpResponse.BodySubscribers.ofByteArrayConsumer(this);
  }

  private boolean isWhatWasAskedFor(HttpResponse.ResponseInfo answer) {
    return answer
        .headers()
        .firstValue("Content-Range")
        .orElse("")
        .startsWith("bytes " + from + "-");
  }

  @Override
  public void accept(Optional<byte[]> bytes) {
    OutputStream stream = out;
    if (bytes.isEmpty() || stream == null) {
      return;
    }
    total += bytes.get().length;
    try {
      if (size.isPresent() && total > size.getAsLong()) {
        throw new IOException("more bytes came than the hub stated");
      }
      stream.write(bytes.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    received.accept(total);
  }

  /** Whether the answer was written at all. */
  boolean hasWritten() {
    return out != null;
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
