package io.sutra.benchmarks.cache.bare;

import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Answers the same bytes every time: what the server itself costs. */
@Singleton
@Path("embed")
public class BareResource {

  /** Read at the first request, when the benchmark has written them. */
  public static final class Bodies {

    /** The variable that names the file. */
    public static final String KEY = "SUTRA_BENCH_BODY";

    private static final byte[] ANSWER = read();

    private Bodies() {}

    private static byte[] read() {
      try {
        return Files.readAllBytes(java.nio.file.Path.of(System.getenv(KEY)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The request's body is not looked at. */
  @POST
  @Produces(MediaType.APPLICATION_JSON)
  public byte[] answer() {
    return Bodies.ANSWER;
  }
}
