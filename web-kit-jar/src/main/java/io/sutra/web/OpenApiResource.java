package io.sutra.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.io.IOException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /openapi}: the document that the build made from the annotations of the service and
 * put into its archive. A server that makes it at every start needs a second and thirty megabytes
 * for it. Thread-safe.
 */
@Path(OpenApiResource.PATH)
public class OpenApiResource {

  /** Relative to the application. */
  public static final String PATH = "openapi";

  private static final String YAML = "application/yaml";

  /** Before the media type for YAML was registered (RFC 9512), documents were sent as text. */
  private static final String TEXT = "text/plain;charset=UTF-8";

  private static final List<Variant> VARIANTS =
      Variant.mediaTypes(
              MediaType.valueOf(TEXT), MediaType.valueOf(YAML), MediaType.APPLICATION_JSON_TYPE)
          .build();

  /**
   * The document.
   *
   * @param format {@code JSON} or {@code YAML}, in any case; what the caller accepts otherwise
   */
  @GET
  @Produces({TEXT, YAML, MediaType.APPLICATION_JSON})
  @Operation(hidden = true)
  public Response document(@QueryParam("format") @Nullable String format, @Context Request request)
      throws IOException {
    MediaType type =
        format == null
            ? request.selectVariant(VARIANTS).getMediaType()
            : MediaType.valueOf(
                format.equalsIgnoreCase("JSON") ? MediaType.APPLICATION_JSON : TEXT);
    OpenApiDocument chosen =
        type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
            ? OpenApiDocument.JSON
            : OpenApiDocument.YAML;
    return Response.ok(chosen.read(), type).build();
  }
}
