package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sutra.cache.shard.config.ShardConfig;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What TLS and HTTP write while there is no network memory, and when there is some again. */
class HeapBridgeTest {

  private static final int BYTES = 100_000;

  private final ShardConfig.Listener settings = ShardConfig.read(Map.of()).listener();
  private final NetworkMemory memory =
      new NetworkMemory(ByteBuffer.allocateDirect(NetworkMemory.bytesFor(settings)), settings);
  private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
  private final LoopMemory loopMemory = new LoopMemory(loop::add, memory);
  private final EmbeddedChannel channel = new EmbeddedChannel(new HeapBridge(loopMemory));
  private final List<ByteBuf> taken = new ArrayList<>();

  private void useUp() {
    for (@Nullable ByteBuf piece = memory.allocateIfFree(1);
        piece != null;
        piece = memory.allocateIfFree(1)) {
      taken.add(piece);
    }
  }

  private ChannelFuture write() {
    ByteBuf bytes = Unpooled.buffer(BYTES);
    for (int i = 0; i < BYTES; i++) {
      bytes.writeByte(i);
    }
    return channel.writeAndFlush(bytes);
  }

  /** Bytes that came out, each of which is what it should be. */
  private int written(int before) {
    int count = before;
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      while (out.isReadable()) {
        assertThat(out.isDirect()).isTrue();
        assertThat(out.readByte()).isEqualTo((byte) (count % BYTES));
        count++;
      }
      out.release();
    }
    return count;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    taken.forEach(ByteBuf::release);
    loopMemory.close();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void writes_leaveTheHeapInOrder() {
    ChannelFuture first = write();
    ChannelFuture second = write();
    assertThat(written(0)).isEqualTo(2 * BYTES);
    assertThat(first.isSuccess()).isTrue();
    assertThat(second.isSuccess()).isTrue();
  }

  @Test
  void writes_waitForMemory_andTheChannelSaysSo() {
    useUp();
    ChannelFuture future = write();
    assertThat(written(0)).isZero();
    assertThat(channel.isWritable()).isFalse();
    assertThat(future.isDone()).isFalse();
    taken.forEach(ByteBuf::release);
    taken.clear();
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
    assertThat(written(0)).isEqualTo(BYTES);
    assertThat(future.isSuccess()).isTrue();
    assertThat(channel.isWritable()).isTrue();
  }

  @Test
  void writesThatWait_failWithTheirConnection() {
    useUp();
    ChannelFuture future = write();
    channel.disconnect().syncUninterruptibly();
    assertThat(future.isDone()).isTrue();
    assertThat(future.isSuccess()).isFalse();
    assertThat(memory.contended()).isFalse();
  }
}
