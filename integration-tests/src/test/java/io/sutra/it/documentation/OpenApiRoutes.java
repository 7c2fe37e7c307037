package io.sutra.it.documentation;

import io.sutra.it.HttpProbe;
import jakarta.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a service's OpenAPI document says. */
final class OpenApiRoutes {

  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "head");

  private OpenApiRoutes() {}

  /** The statuses of each route, such as {@code POST /embed}. */
  static Map<String, Set<Integer>> of(HttpProbe service) {
    JsonObject paths = service.get("/openapi?format=JSON").json().getJsonObject("paths");
    Map<String, Set<Integer>> routes = new TreeMap<>();
    for (String path : paths.keySet()) {
      JsonObject methods = paths.getJsonObject(path);
      for (String method : methods.keySet()) {
        if (METHODS.contains(method)) {
          routes.put(
              method.toUpperCase(Locale.ROOT) + " " + path,
              methods.getJsonObject(method).getJsonObject("responses").keySet().stream()
                  .map(Integer::valueOf)
                  .collect(Collectors.toCollection(TreeSet::new)));
        }
      }
    }
    return routes;
  }
}
