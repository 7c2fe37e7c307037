package io.sutra.embedding.openai;

import io.sutra.embedding.service.ModelProfile;
import io.sutra.embedding.service.ProfileSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code GET /v1/models}: the models that are served, the default first. */
@Path("v1/models")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {

  private static final String OWNER = "sutra";

  private final ProfileSource profiles;

  @Inject
  public ModelsResource(ProfileSource profiles) {
    this.profiles = profiles;
  }

  /** All models. */
  @GET
  @Operation(operationId = "listModels", summary = "The models that are served")
  @APIResponse(
      responseCode = "200",
      description = "The models",
      content = @Content(schema = @Schema(implementation = OpenAiSchemas.ModelList.class)))
  @APIResponse(responseCode = "401", description = "No key, or a wrong one")
  @APIResponse(responseCode = "503", description = "No model has been heard of yet")
  public String list() {
    profiles.get(Optional.empty());
    JsonArrayBuilder models = Json.createArrayBuilder();
    profiles.all().forEach(model -> models.add(json(model)));
    return Json.createObjectBuilder().add("object", "list").add("data", models).build().toString();
  }

  /** One model; a name may have slashes. */
  @GET
  @Path("{id: .+}")
  @Operation(operationId = "retrieveModel", summary = "A model that is served")
  @APIResponse(
      responseCode = "200",
      description = "The model",
      content = @Content(schema = @Schema(implementation = OpenAiSchemas.Model.class)))
  @APIResponse(responseCode = "404", description = "It is not served here")
  @APIResponse(responseCode = "401", description = "No key, or a wrong one")
  @APIResponse(responseCode = "503", description = "No model has been heard of yet")
  public String one(@PathParam("id") String id) {
    return json(profiles.get(Optional.of(id))).build().toString();
  }

  /** When a model was made is not known here; clients want a number. */
  private static JsonObjectBuilder json(ModelProfile model) {
    return Json.createObjectBuilder()
        .add("id", model.name())
        .add("object", "model")
        .add("created", 0)
        .add("owned_by", OWNER);
  }
}
