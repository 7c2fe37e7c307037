package io.sutra.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BackgroundFailuresTest {

  private static final Logger LOG = Logger.getLogger(BackgroundFailures.class.getName());

  private final AtomicLong nanos = new AtomicLong();
  private final BackgroundFailures failures =
      new BackgroundFailures("counting", "Nothing is lost.", nanos::get);
  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          lines.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    LOG.removeHandler(handler);
  }

  @Test
  void failed_manyTimesASecond_isCountedEachTimeAndLoggedOnceAMinute() {
    for (int i = 0; i < 1_000; i++) {
      failures.failed(new IllegalStateException("no"));
    }
    assertThat(failures.count()).isEqualTo(1_000);
    assertThat(lines).containsExactly("counting failed, 1 times since the start. Nothing is lost.");

    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    failures.failed(new IllegalStateException("no"));

    assertThat(lines)
        .last()
        .isEqualTo("counting failed, 1001 times since the start. Nothing is lost.");
  }

  @Test
  void guard_passesNothingOn() {
    failures.guard(
        () -> {
          throw new NoClassDefFoundError("gone");
        });

    assertThat(failures.count()).isEqualTo(1);
  }
}
