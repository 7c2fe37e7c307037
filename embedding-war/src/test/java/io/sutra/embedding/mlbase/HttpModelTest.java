package io.sutra.embedding.mlbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.EmbeddingException.Reason;
import io.sutra.domain.TextTokens;
import io.sutra.embedding.service.Deadline;
import io.sutra.embedding.service.Model;
import io.sutra.web.ErrorBody;
import io.sutra.web.VectorStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a socket that stands in for ml-base, and that answers as ml-base does not when well. */
@Timeout(60)
final class HttpModelTest {

  private static final String FINGERPRINT = "a".repeat(64);
  private static final String HEADERS =
      "HTTP/1.1 200 OK\r\nContent-Type: "
          + VectorStream.MEDIA_TYPE
          + "\r\nX-Model-Fingerprint: "
          + FINGERPRINT
          + "\r\nContent-Length: 1000000\r\n\r\n";

  private final ServerSocket server = listen();
  private final MlBaseClient client =
      new MlBaseClient(URI.create("http://127.0.0.1:" + server.getLocalPort()));
  private final HttpModel model = new HttpModel(client, new ModelGateway());
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Integer> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch first = new CountDownLatch(1);

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Something that one side of a connection does. */
  private interface Side {
    void on(OutputStream out) throws Exception;
  }

  /** Answers one request after the other. */
  private void answer(Side... answers) {
    Thread.ofVirtual()
        .start(
            () -> {
              for (Side answer : answers) {
                try (Socket caller = server.accept()) {
                  readRequest(caller.getInputStream());
                  answer.on(caller.getOutputStream());
                } catch (Exception e) {
                  return;
                }
              }
            });
  }

  private static void readRequest(InputStream in) throws IOException {
    byte[] bytes = new byte[1 << 14];
    var read = new StringBuilder();
    while (!read.toString().endsWith("}")) {
      int length = in.read(bytes);
      read.append(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }
  }

  private Model.Effort compute(Duration time) {
    return model.compute(
        new Model.Job(
            new EmbedInput.Texts(List.of("a", "b")),
            Optional.empty(),
            2,
            Optional.empty(),
            Deadline.in(time)),
        new Model.Receiver() {
          @Override
          public void begins(Model.Origin origin) {
            assertThat(origin).isEqualTo(new Model.Origin(FINGERPRINT, 512, ""));
          }

          @Override
          public void vector(int index, float[] numbers, TextTokens tokens) {
            received.add(index);
            first.countDown();
          }
        });
  }

  private static byte[] beginningAndOne() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(VectorStream.beginning(new VectorStream.Beginning(2, 2, 512, "")));
    out.writeBytes(VectorStream.vector(1, new TextTokens(3, 3), new float[] {1, 2}));
    return out.toByteArray();
  }

  @AfterEach
  void close() throws IOException {
    end.countDown();
    client.close();
    server.close();
  }

  @Test
  void compute_answerThatStopsInsideItsBody_endsByTheDeadlineAndKeepsWhatCame() {
    answer(
        out -> {
          out.write(HEADERS.getBytes(StandardCharsets.UTF_8));
          out.write(beginningAndOne());
          out.flush();
          end.await();
        });

    assertThatThrownBy(() -> compute(Duration.ofSeconds(-4)))
        .isInstanceOfSatisfying(
            EmbeddingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_READY));
    assertThat(received).containsExactly(1);
  }

  @Test
  void compute_vectorThatIsThere_isHandedOnBeforeTheOthers() throws Exception {
    answer(
        out -> {
          out.write(HEADERS.getBytes(StandardCharsets.UTF_8));
          out.write(beginningAndOne());
          out.flush();
          end.await();
        });
    Thread computing =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThatThrownBy(() -> compute(Duration.ofSeconds(20)))
                        .isInstanceOf(EmbeddingException.class));

    assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
    end.countDown();
    computing.join();
  }

  @Test
  void compute_endWithAnError_isThatErrorInMlBasesWords() {
    answer(
        out -> {
          var error =
              new ErrorBody("no time", "service_unavailable", Optional.empty(), "request_timeout");
          byte[] end =
              VectorStream.end(
                  new VectorStream.End(
                      Duration.ZERO,
                      Duration.ZERO,
                      503,
                      Optional.of(Duration.ofSeconds(2)),
                      error.toJson()));
          String length = String.valueOf(beginningAndOne().length + end.length);
          out.write(HEADERS.replace("1000000", length).getBytes(StandardCharsets.UTF_8));
          out.write(beginningAndOne());
          out.write(end);
          out.flush();
        });

    assertThatThrownBy(() -> compute(Duration.ofSeconds(20)))
        .isInstanceOfSatisfying(
            EmbeddingException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT);
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(2));
            })
        .hasMessage("no time");
    assertThat(received).containsExactly(1);
  }

  @Test
  void compute_connectionThatEndsBeforeTheAnswer_isTriedOnceMore() {
    answer(
        out -> {},
        out -> {
          out.write(HEADERS.replace("1000000", "96").getBytes(StandardCharsets.UTF_8));
          out.write(beginningAndOne());
          out.write(VectorStream.vector(0, new TextTokens(1, 1), new float[] {3, 4}));
          out.write(
              VectorStream.end(
                  new VectorStream.End(
                      Duration.ofMillis(5),
                      Duration.ofMillis(6),
                      VectorStream.COMPLETE,
                      Optional.empty(),
                      new byte[0])));
          out.flush();
        });

    Model.Effort effort = compute(Duration.ofSeconds(20));

    assertThat(received).containsExactly(1, 0);
    assertThat(effort).isEqualTo(new Model.Effort(Duration.ofMillis(5), Duration.ofMillis(6)));
  }

  @Test
  void compute_anAnswerOfSomethingElse_isNotReady() {
    answer(
        out ->
            out.write(
                (HEADERS.replace("1000000", "26") + "<html>not ml-base at all</")
                    .getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(() -> compute(Duration.ofSeconds(20)))
        .isInstanceOfSatisfying(
            EmbeddingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_READY));
  }
}
