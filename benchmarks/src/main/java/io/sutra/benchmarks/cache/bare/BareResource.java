package io.sutra.benchmarks.cache.bare;

import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Answers the same bytes every time: what the server itself costs. */
@Singleton
@Path("{name}")
public class BareResource {

  private static final byte[] JSON = read("json");
  private static final byte[] BASE64 = read("base64");

  private static byte[] read(String name) {
    try {
      return Files.readAllBytes(
          java.nio.file.Path.of(System.getenv().getOrDefault("SUTRA_BENCH_BODIES", "."), name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of a file, kept in memory; the request's body is not looked at. */
  @POST
  @Produces(MediaType.APPLICATION_JSON)
  public byte[] answer(@PathParam("name") String name) {
    return name.equals("base64") ? BASE64 : JSON;
  }
}
