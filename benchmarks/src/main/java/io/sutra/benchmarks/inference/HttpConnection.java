package io.sutra.benchmarks.inference;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection, on a bare socket: the client shares the server's cores, so it
 * must cost next to nothing. Reads a body to its end and throws it away. Not thread-safe.
 */
public final class HttpConnection implements Closeable {

  /**
   * What came back.
   *
   * @param status the HTTP status
   * @param retryAfter whether the header was there
   * @param reusable whether the server keeps the connection
   * @param bodyBytes length of the body
   */
  public record Answer(int status, boolean retryAfter, boolean reusable, int bodyBytes) {}

  private final Socket socket;
  private final InputStream input;
  private final byte[] head;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;

  /** To {@code /embed}. */
  HttpConnection(int port, Duration patience) throws IOException {
    this(port, "/embed", patience);
  }

  /** To {@code path}. */
  public HttpConnection(int port, String path, Duration patience) throws IOException {
    head =
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: ")
            .getBytes(StandardCharsets.US_ASCII);
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) patience.toMillis());
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) patience.toMillis());
    input = socket.getInputStream();
  }

  /** Sends a body and reads the answer to its end. */
  public Answer post(byte[] body) throws IOException {
    byte[] length = (body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[head.length + length.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(length, 0, request, head.length, length.length);
    System.arraycopy(body, 0, request, head.length + length.length, body.length);
    socket.getOutputStream().write(request);
    return readAnswer();
  }

  private Answer readAnswer() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = -1;
    boolean chunked = false;
    boolean retryAfter = false;
    boolean reusable = true;
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      String value = header.substring(colon + 1).strip();
      switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Integer.parseInt(value);
        case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
        case "retry-after" -> retryAfter = true;
        case "connection" -> reusable = !value.equalsIgnoreCase("close");
        default -> {}
      }
    }
    if (chunked) {
      length = skipChunks();
    } else if (length >= 0) {
      skip(length);
    } else {
      throw new IOException("an answer without a length");
    }
    return new Answer(status, retryAfter, reusable, length);
  }

  private int skipChunks() throws IOException {
    int total = 0;
    while (true) {
      int size = Integer.parseInt(line().strip(), 16);
      skip(size);
      line();
      if (size == 0) {
        return total;
      }
      total += size;
    }
  }

  private void skip(int count) throws IOException {
    int left = count;
    while (left > 0) {
      if (position == limit) {
        fill();
      }
      int step = Math.min(left, limit - position);
      position += step;
      left -= step;
    }
  }

  private String line() throws IOException {
    var text = new StringBuilder();
    while (true) {
      if (position == limit) {
        fill();
      }
      char next = (char) (buffer[position++] & 0xff);
      if (next == '\n') {
        return text.toString();
      }
      if (next != '\r') {
        text.append(next);
      }
    }
  }

  private void fill() throws IOException {
    position = 0;
    limit = Math.max(0, input.read(buffer));
    if (limit == 0) {
      throw new EOFException("the server closed the connection");
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
