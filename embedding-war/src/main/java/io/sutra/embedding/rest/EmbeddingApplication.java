package io.sutra.embedding.rest;

import io.sutra.embedding.keys.ApiKeyFilter;
import io.sutra.embedding.openai.EmbeddingsFilter;
import io.sutra.embedding.openai.EmbeddingsResource;
import io.sutra.embedding.openai.ModelsResource;
import io.sutra.web.ErrorMapper;
import io.sutra.web.OpenApiResource;
import io.sutra.web.RequestIdFilter;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** The routes at {@code /}, listed so that nothing has to be scanned for. */
@ApplicationPath("/")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Sutra embedding service",
            version = "1",
            description = "Text in, vectors out; what was ever computed is remembered.",
            license =
                @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")),
    security = @SecurityRequirement(name = "api_key"),
    components =
        @Components(
            securitySchemes =
                @SecurityScheme(
                    securitySchemeName = "api_key",
                    type = SecuritySchemeType.HTTP,
                    scheme = "bearer",
                    description =
                        "One of the keys of SUTRA_API_KEYS_FILE; without such a file none is asked"
                            + " for")))
public class EmbeddingApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        ApiKeyFilter.class,
        EmbedResource.class,
        MemoryFilter.class,
        CacheResource.class,
        WarmResource.class,
        InfoResource.class,
        TokenizeResource.class,
        EmbeddingsFilter.class,
        EmbeddingsResource.class,
        ModelsResource.class,
        OpenApiResource.class,
        ErrorMapper.class,
        RequestIdFilter.class);
  }
}
