package io.sutra.mlbase.rest;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.vector.Rotation;
import io.sutra.mlbase.config.MlBaseSettings;
import io.sutra.mlbase.model.ModelDescription;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * {@code GET /rotations/SHA256}: the rotation that {@code /info} names, for whoever remembers
 * vectors of the model's own size and serves shorter ones.
 */
@Path("rotations")
@Singleton
public class RotationResource {

  private final MlBaseSettings settings;

  @Inject
  public RotationResource(MlBaseSettings settings) {
    this.settings = settings;
  }

  /** The bytes as {@link Rotation} specifies them. */
  @GET
  @Path("{checksum}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(summary = "The rotation by which a model's shorter vectors are made")
  @APIResponse(responseCode = "200", description = "The rotation's rows as float32")
  @APIResponse(responseCode = "404", description = "No served model has this rotation")
  public Response rotation(@PathParam("checksum") String checksum) {
    return settings.models().stream()
        .map(ModelDescription::rotation)
        .flatMap(Optional::stream)
        .filter(rotation -> rotation.checksum().equals(checksum))
        .findFirst()
        .map(rotation -> Response.ok(rotation.toBytes()).build())
        .orElseThrow(EmbeddingException::unknownRotation);
  }
}
