package io.sutra.mlbase.install;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A stand-in for the hub: what it answers, and how it fails. */
final class LocalHub implements AutoCloseable {

  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private final @Nullable HttpServer server;
  private final String repository;
  private final Map<String, byte[]> large = new ConcurrentHashMap<>();
  private final Map<String, byte[]> small = new ConcurrentHashMap<>();
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile int cutAfter = Integer.MAX_VALUE;
  private final AtomicInteger transfersLeft = new AtomicInteger(Integer.MAX_VALUE);
  private volatile boolean ranges = true;
  private volatile boolean corrupt;

  private LocalHub(@Nullable HttpServer server, String repository) {
    this.server = server;
    this.repository = repository;
  }

  static LocalHub closed() {
    return new LocalHub(null, "");
  }

  static LocalHub start(String repository) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var hub = new LocalHub(server, repository);
    server.createContext("/", hub::handle);
    server.start();
    return hub;
  }

  static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  URI url() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  void putLarge(String path, byte[] content) {
    large.put(path, content);
  }

  void putSmall(String path, byte[] content) {
    small.put(path, content);
  }

  /** Closes each connection after that many bytes. */
  void cutAfter(int bytes) {
    cutAfter = bytes;
  }

  /** Answers that many transfers, and 503 from then on. */
  void failAfter(int transfers) {
    transfersLeft.set(transfers);
  }

  void ignoreRanges() {
    ranges = false;
  }

  void corrupt(boolean on) {
    corrupt = on;
  }

  void answer(String path, int status) {
    answers.put(path, status);
  }

  /** Every GET, with its range. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      if (exchange.getRequestMethod().equals("GET")) {
        requests.add("GET " + path + (range == null ? "" : " " + range));
      }
      if (path.startsWith("/storage/")) {
        send(exchange, content(large, path.substring("/storage/".length())), range);
        return;
      }
      String file = path.replaceFirst("^/" + repository + "/resolve/(main|" + COMMIT + ")/", "");
      exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
      if (answers.containsKey(file)) {
        exchange.sendResponseHeaders(answers.getOrDefault(file, 500), -1);
      } else if (large.containsKey(file)) {
        byte[] content = content(large, file);
        exchange.getResponseHeaders().set("X-Linked-ETag", '"' + sha256(content) + '"');
        exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
        exchange.getResponseHeaders().set("Location", "/storage/" + file);
        exchange.sendResponseHeaders(302, -1);
      } else if (small.containsKey(file)) {
        exchange.getResponseHeaders().set("ETag", "\"" + "b".repeat(40) + "\"");
        send(exchange, content(small, file), range);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static byte[] content(Map<String, byte[]> files, String path) {
    return files.getOrDefault(path, new byte[0]);
  }

  private void send(HttpExchange exchange, byte[] content, @Nullable String range)
      throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    if (transfersLeft.getAndDecrement() <= 0) {
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    int from = 0;
    if (range != null && ranges) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    byte[] sent = Arrays.copyOfRange(content, from, content.length);
    if (corrupt) {
      sent[sent.length / 2] ^= 1;
    }
    exchange.sendResponseHeaders(range != null && ranges ? 206 : 200, sent.length);
    OutputStream out = exchange.getResponseBody();
    out.write(sent, 0, Math.min(sent.length, cutAfter));
    out.flush();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }
}
