package io.sutra.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request that no client of HTTP would send, byte for byte, and what came back.
 *
 * @param status of HTTP; 0 when the connection was closed without an answer
 * @param head of the answer, in lower case
 * @param body of the answer, as far as it came
 */
record RawExchange(int status, String head, String body) {

  private static final Pattern STATUS = Pattern.compile("http/1\\.[01] (\\d{3})");
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");

  /** Sends {@code request}, says that nothing follows, and reads the first answer. */
  static RawExchange send(int port, byte[] request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) TimeUnit.MINUTES.toMillis(1));
      sendAll(socket, request);
      return read(socket.getInputStream());
    }
  }

  /**
   * Whoever refuses early may close before everything was sent; the answer is there all the same.
   */
  private static void sendAll(Socket socket, byte[] request) {
    try {
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
    } catch (IOException e) {
      // Read what it said.
    }
  }

  private static RawExchange read(InputStream in) {
    var bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8 << 10];
    try {
      int read = in.read(buffer);
      while (read >= 0) {
        bytes.write(buffer, 0, read);
        if (isComplete(bytes.toString(StandardCharsets.ISO_8859_1))) {
          break;
        }
        read = in.read(buffer);
      }
    } catch (IOException e) {
      // Closed by force after the answer, as happens to whoever sends more than is read.
    }
    return parse(bytes.toString(StandardCharsets.UTF_8));
  }

  private static boolean isComplete(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    Matcher length = LENGTH.matcher(answer.substring(0, end).toLowerCase(Locale.ROOT));
    return length.find()
        ? answer.length() - end - 4 >= Integer.parseInt(length.group(1))
        : answer.endsWith("\r\n0\r\n\r\n");
  }

  private static RawExchange parse(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    String head = (end < 0 ? answer : answer.substring(0, end)).toLowerCase(Locale.ROOT);
    Matcher status = STATUS.matcher(head);
    return new RawExchange(
        status.lookingAt() ? Integer.parseInt(status.group(1)) : 0,
        head,
        end < 0 ? "" : answer.substring(end + 4));
  }
}
