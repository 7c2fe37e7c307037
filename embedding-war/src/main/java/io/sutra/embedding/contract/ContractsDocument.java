package io.sutra.embedding.contract;

import io.sutra.web.OpenApiComplement;
import io.sutra.web.OpenApiDocument;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Writes what every contract says of its routes into the OpenAPI document. The build runs it. */
public final class ContractsDocument implements OASFilter {

  private static final String KEY = "api_key";

  private final OpenApiComplement complement = new OpenApiComplement();

  @Override
  public void filterOpenAPI(OpenAPI document) {
    describe(document);
    if (document.getPaths() == null) {
      document.setPaths(OASFactory.createPaths());
    }
    for (Contract contract : Contracts.all()) {
      for (Route route : contract.routes()) {
        if (!route.path().equals(OpenApiDocument.PATH)) {
          add(contract, route, document);
        }
      }
    }
    complement.filterOpenAPI(document);
  }

  private static void describe(OpenAPI document) {
    document.setInfo(
        OASFactory.createInfo()
            .title("Sutra embedding service")
            .version("1")
            .description("Text in, vectors out; what was ever computed is remembered.")
            .license(
                OASFactory.createLicense()
                    .name("Apache-2.0")
                    .url("https://www.apache.org/licenses/LICENSE-2.0")));
    if (document.getComponents() == null) {
      document.setComponents(OASFactory.createComponents());
    }
    document
        .getComponents()
        .addSecurityScheme(
            KEY,
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(
                    "One of the keys of SUTRA_API_KEYS_FILE; without such a file none is asked"
                        + " for"));
    document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(KEY));
  }

  private static void add(Contract contract, Route route, OpenAPI document) {
    String path = path(route);
    PathItem item = document.getPaths().getPathItem(path);
    if (item == null) {
      item = OASFactory.createPathItem();
      document.getPaths().addPathItem(path, item);
    }
    PathItem.HttpMethod method = PathItem.HttpMethod.valueOf(route.method());
    Operation operation = operation(contract, route);
    Operation known = item.getOperations().get(method);
    if (known == null) {
      item.setOperation(method, operation);
    } else {
      join(known, operation);
    }
  }

  /** Two contracts at one address: what one takes or answers, the address does. */
  private static void join(Operation known, Operation other) {
    known.setDescription(known.getDescription() + " Or: " + other.getSummary() + ".");
    other
        .getResponses()
        .getAPIResponses()
        .forEach(
            (status, response) -> {
              if (!known.getResponses().hasAPIResponse(status)) {
                known.getResponses().addAPIResponse(status, response);
              }
            });
    if (known.getRequestBody() == null) {
      known.setRequestBody(other.getRequestBody());
    } else if (other.getRequestBody() != null) {
      known
          .getRequestBody()
          .getContent()
          .getMediaTypes()
          .forEach((type, media) -> alternative(type, media, other));
    }
  }

  private static void alternative(
      String type, org.eclipse.microprofile.openapi.models.media.MediaType media, Operation other) {
    var second = other.getRequestBody().getContent().getMediaType(type);
    if (second != null) {
      media.setSchema(
          OASFactory.createSchema().addAnyOf(media.getSchema()).addAnyOf(second.getSchema()));
    }
  }

  private static String path(Route route) {
    return route.path().endsWith("/*")
        ? route.path().substring(0, route.path().length() - 1) + "{id}"
        : route.path();
  }

  private static Operation operation(Contract contract, Route route) {
    Description description = route.description();
    Operation operation =
        OASFactory.createOperation()
            .summary(description.summary())
            .description(
                description.details().isEmpty() ? description.summary() : description.details())
            .addTag(contract.name())
            .responses(responses(description));
    for (Description.Parameter parameter : description.parameters()) {
      operation.addParameter(parameter(parameter));
    }
    description
        .request()
        .ifPresent(
            body ->
                operation.setRequestBody(
                    OASFactory.createRequestBody().required(true).content(content(body))));
    return operation;
  }

  private static Parameter parameter(Description.Parameter described) {
    boolean inPath = described.position() == Description.Parameter.Position.PATH;
    return OASFactory.createParameter()
        .name(described.name())
        .in(Parameter.In.valueOf(described.position().name().toUpperCase(Locale.ROOT)))
        .required(inPath)
        .description(described.meaning())
        .schema(text());
  }

  private static APIResponses responses(Description description) {
    APIResponses responses = OASFactory.createAPIResponses();
    description
        .statuses()
        .forEach(
            (status, meaning) -> {
              APIResponse response = OASFactory.createAPIResponse().description(meaning);
              if (status == 200) {
                response.setContent(content(description.answer()));
              }
              responses.addAPIResponse(Integer.toString(status), response);
            });
    return responses;
  }

  private static Content content(Description.Shape shape) {
    return OASFactory.createContent()
        .addMediaType(shape.mediaType(), OASFactory.createMediaType().schema(schema(shape.type())));
  }

  private static org.eclipse.microprofile.openapi.models.media.Schema schema(
      Optional<Class<?>> type) {
    if (type.isEmpty()) {
      return OASFactory.createSchema();
    }
    Schema named = type.get().getAnnotation(Schema.class);
    return named == null
        ? text()
        : OASFactory.createSchema().ref("#/components/schemas/" + named.name());
  }

  private static org.eclipse.microprofile.openapi.models.media.Schema text() {
    return OASFactory.createSchema()
        .addType(org.eclipse.microprofile.openapi.models.media.Schema.SchemaType.STRING);
  }
}
