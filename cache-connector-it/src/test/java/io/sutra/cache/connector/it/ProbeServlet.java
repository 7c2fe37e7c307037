package io.sutra.cache.connector.it;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheConnectionFactory;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs in the server: uses the cache as an application does. Answers with what it got, or with the
 * reason of the {@link CacheException}.
 */
@WebServlet("/*")
public final class ProbeServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final CacheKey KEY = new CacheKey(4, 3, 2, 1);

  // The container injects it.
  @SuppressWarnings("NullAway.Init")
  @Resource(name = "cache")
  private transient CacheConnectionFactory cache;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    String answer;
    try {
      answer =
          switch (request.getPathInfo()) {
            case "/put" -> put(request.getParameter("text"));
            case "/get" -> get();
            case "/take" -> take(Integer.parseInt(request.getParameter("count")));
            default -> "nothing of that name";
          };
    } catch (CacheException e) {
      answer = e.reason() + ": " + e.getMessage();
    }
    response.getWriter().print(answer);
  }

  private String put(String text) throws CacheException {
    try (CacheConnection connection = cache.connect()) {
      connection.clear();
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return connection.put(List.of(new NewVector(KEY, bytes, Duration.ZERO))).toString();
    }
  }

  private String get() throws CacheException {
    try (CacheConnection connection = cache.connect()) {
      CachedVector vector = connection.get(List.of(KEY)).getFirst();
      return vector == null ? "miss" : new String(vector.bytes(), StandardCharsets.UTF_8);
    }
  }

  /** Has that many connections at the same time, and uses each. */
  private String take(int count) throws CacheException {
    List<CacheConnection> taken = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        CacheConnection connection = cache.connect();
        taken.add(connection);
        connection.ping();
      }
      return "took " + count;
    } finally {
      taken.forEach(CacheConnection::close);
    }
  }
}
