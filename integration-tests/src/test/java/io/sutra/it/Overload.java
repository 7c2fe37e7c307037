package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.HttpProbe.Answer;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * More work than ml-base has room for, until it is done: a request of long texts, of which one is
 * enough to fill the queue. Wants {@link #SETTINGS}.
 */
public final class Overload implements AutoCloseable {

  /** As many as the model reads. */
  private static final int TOKENS_OF_A_TEXT = 512;

  /** One inference thread, and a queue that one text fills. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "SUTRA_INFERENCE_THREADS", "1", "SUTRA_QUEUE_TOKENS", Integer.toString(TOKENS_OF_A_TEXT));

  /** Seconds of work for one thread. */
  private static final int TEXTS = 20;

  private final ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor();
  private final Future<Answer> answer;

  private Overload(HttpProbe mlBase) {
    String text = "\"" + "word ".repeat(600).strip() + "\"";
    String body = "{\"texts\": [" + (text + ",").repeat(TEXTS - 1) + text + "]}";
    answer = caller.submit(() -> mlBase.embed(body));
  }

  /** The queue is full when this returns. */
  public static Overload begin(HttpProbe mlBase) throws Exception {
    var overload = new Overload(mlBase);
    Waiting.until(() -> mlBase.metric("sutra_queue_tokens") >= TOKENS_OF_A_TEXT);
    return overload;
  }

  /** Waits until the work is done. */
  public void await() throws Exception {
    assertThat(answer.get().status()).isEqualTo(200);
  }

  @Override
  public void close() {
    caller.close();
  }
}
