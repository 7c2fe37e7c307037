package io.sutra.web;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Completes the OpenAPI document with what no annotation of the application can say: the routes
 * that are the server's own, and the one shape of all errors. The build runs it.
 */
public final class OpenApiComplement implements OASFilter {

  private static final String JSON = "application/json";
  private static final String ERROR = "Error";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getComponents() == null) {
      document.setComponents(OASFactory.createComponents());
    }
    document.getComponents().addSchema(ERROR, errorSchema());
    for (PathItem path : document.getPaths().getPathItems().values()) {
      path.getOperations().values().forEach(OpenApiComplement::describeErrors);
    }
    for (String check : List.of("", "/live", "/ready", "/started")) {
      document
          .getPaths()
          .addPathItem(
              "/health" + check,
              get(
                  "Health, as MicroProfile Health has it",
                  JSON,
                  Map.of("200", "Up", "503", "Down; the checks say why")));
    }
    document
        .getPaths()
        .addPathItem(
            "/metrics", get("Metrics for Prometheus", "text/plain", Map.of("200", "The metrics")))
        .addPathItem("/openapi", get("This document", "text/plain", Map.of("200", "The document")));
  }

  private static void describeErrors(Operation operation) {
    operation
        .getResponses()
        .getAPIResponses()
        .forEach(
            (status, response) -> {
              if (status.compareTo("400") >= 0 && response.getContent() == null) {
                response.setContent(
                    content(JSON, OASFactory.createSchema().ref("#/components/schemas/" + ERROR)));
              }
            });
  }

  private static PathItem get(String summary, String type, Map<String, String> descriptions) {
    APIResponses responses = OASFactory.createAPIResponses();
    new TreeMap<>(descriptions)
        .forEach(
            (status, description) -> {
              APIResponse response = OASFactory.createAPIResponse().description(description);
              response.setContent(content(type, OASFactory.createSchema()));
              responses.addAPIResponse(status, response);
            });
    return OASFactory.createPathItem()
        // Nobody is asked for a key here.
        .GET(
            OASFactory.createOperation().summary(summary).security(List.of()).responses(responses));
  }

  private static Content content(String type, Schema schema) {
    return OASFactory.createContent()
        .addMediaType(type, OASFactory.createMediaType().schema(schema));
  }

  private static Schema errorSchema() {
    Schema error =
        object()
            .addProperty("message", string("What was wrong and what is allowed"))
            .addProperty("type", string("The class of error, in OpenAI's words"))
            .addProperty(
                "param",
                string("The field, if it was one")
                    .type(List.of(Schema.SchemaType.STRING, Schema.SchemaType.NULL)))
            .addProperty("code", string("A stable word for programs"));
    return object().addProperty("error", error);
  }

  private static Schema object() {
    return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
  }

  private static Schema string(String description) {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
  }
}
