package io.sutra.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The document that the build put into the archive of the service, in its two forms. */
public enum OpenApiDocument {
  /** Before the media type for YAML was registered (RFC 9512), documents were sent as text. */
  YAML("openapi.yaml", "text/plain;charset=UTF-8"),
  JSON("openapi.json", "application/json");

  /** Where it is, from the root of the service. */
  public static final String PATH = "/openapi";

  private final String file;
  private final String mediaType;

  OpenApiDocument(String file, String mediaType) {
    this.file = file;
    this.mediaType = mediaType;
  }

  /**
   * The form that a caller wants.
   *
   * @param format {@code JSON} or {@code YAML}, in any case, from the query
   * @param accept the header; JSON for whoever accepts JSON and no text
   */
  public static OpenApiDocument chosen(Optional<String> format, Optional<String> accept) {
    if (format.isPresent()) {
      return format.get().equalsIgnoreCase("JSON") ? JSON : YAML;
    }
    String accepted = accept.orElse("").toLowerCase(Locale.ROOT);
    boolean json = accepted.contains("application/json") || accepted.contains("application/*");
    boolean text =
        Arrays.stream(new String[] {"*/*", "text/", "yaml"}).anyMatch(accepted::contains);
    return json && !text ? JSON : YAML;
  }

  public String mediaType() {
    return mediaType;
  }

  /** The document, from the archive of the service that is asked, not of this class. */
  public byte[] read() throws IOException {
    String name = "META-INF/" + file;
    try (InputStream document =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
      if (document == null) {
        throw new IllegalStateException(name + " is not in the archive");
      }
      return document.readAllBytes();
    }
  }
}
