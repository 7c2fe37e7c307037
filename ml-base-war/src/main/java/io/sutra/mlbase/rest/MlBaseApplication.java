package io.sutra.mlbase.rest;

import io.sutra.web.EmbedResponseWriter;
import io.sutra.web.ErrorMapper;
import io.sutra.web.OpenApiResource;
import io.sutra.web.RequestIdFilter;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;

/** The routes at {@code /}, listed so that nothing has to be scanned for. */
@ApplicationPath("/")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Sutra ml-base",
            version = "1",
            description = "Text in, vectors out: models on ONNX Runtime, nothing remembered.",
            license =
                @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")))
public class MlBaseApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        RoomFilter.class,
        EmbedResource.class,
        TokenizeResource.class,
        InfoResource.class,
        RotationResource.class,
        OpenApiResource.class,
        EmbedResponseWriter.class,
        RawEmbedResponseWriter.class,
        ErrorMapper.class,
        RequestIdFilter.class);
  }
}
