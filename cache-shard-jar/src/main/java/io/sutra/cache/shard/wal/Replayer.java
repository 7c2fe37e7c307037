package io.sutra.cache.shard.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Replays files of records in order, and counts. */
final class Replayer {

  private final BlockReader reader;
  private final ReplayTarget target;
  private long records;
  private long bytes;
  private long newestTime;

  Replayer(BlockReader reader, ReplayTarget target) {
    this.reader = reader;
    this.target = target;
  }

  /**
   * Where a file's good records end.
   *
   * @param offset the first byte after them; a seal is not one of them
   * @param nextSequence the number that is expected there
   * @param lastChecksum the last record's checksum
   * @param lastDurable the last record's durable number
   * @param lastType the last record's type, 0 when there was none
   * @param sealed whether a seal follows
   */
  record End(
      long offset,
      long nextSequence,
      int lastChecksum,
      long lastDurable,
      int lastType,
      boolean sealed) {}

  End replay(DiskFile file, SegmentHeader header, long firstSequence) throws IOException {
    reader.begin(file, header);
    End end = new End(SegmentHeader.BYTES, firstSequence, 0, 0, 0, false);
    while (true) {
      RecordBlock block = reader.next();
      if (block == null) {
        return end;
      }
      End after = replay(block, end);
      reader.recycle(block);
      boolean stopped = after.nextSequence() != end.nextSequence() + block.count();
      end = after;
      if (stopped || end.sealed() || end.lastType() == RecordFormat.END) {
        reader.drop();
        return end;
      }
    }
  }

  private End replay(RecordBlock block, End before) {
    ByteBuffer view = block.data().duplicate();
    long expected = before.nextSequence();
    int done = 0;
    boolean sealed = false;
    while (done < block.good()) {
      int start = block.start(done);
      if (view.getLong(start + RecordFormat.SEQUENCE) != expected) {
        break;
      }
      int type = view.get(start + RecordFormat.TYPE);
      if (type == RecordFormat.SEAL) {
        sealed = true;
        break;
      }
      newestTime = Math.max(newestTime, view.getLong(start + RecordFormat.WRITTEN_AT));
      apply(type, view, start, block, done);
      expected++;
      done++;
    }
    records += done;
    return end(block, done, before, expected, sealed);
  }

  private void apply(int type, ByteBuffer view, int start, RecordBlock block, int record) {
    switch (type) {
      case RecordFormat.PUT -> block.apply(record);
      case RecordFormat.DELETE ->
          target.delete(block.format().namespace(view, start), block.key(view, start));
      case RecordFormat.CLEAR -> {
        if (view.get(start + RecordFormat.FLAGS) == RecordFormat.OF_ONE_NAMESPACE) {
          target.clear(block.format().namespace(view, start));
        } else {
          target.clear();
        }
      }
      default -> {}
    }
    view.clear();
  }

  private End end(RecordBlock block, int done, End before, long expected, boolean sealed) {
    if (done == 0) {
      return new End(
          before.offset(),
          expected,
          before.lastChecksum(),
          before.lastDurable(),
          before.lastType(),
          sealed);
    }
    ByteBuffer data = block.data();
    int last = block.start(done - 1);
    int length = data.getInt(last + RecordFormat.LENGTH);
    bytes += block.fileOffset(done - 1) + length - before.offset();
    return new End(
        block.fileOffset(done - 1) + length,
        expected,
        data.getInt(last + RecordFormat.CHECKSUM),
        data.getLong(last + RecordFormat.DURABLE),
        data.get(last + RecordFormat.TYPE),
        sealed);
  }

  long records() {
    return records;
  }

  long bytes() {
    return bytes;
  }

  long newestTime() {
    return newestTime;
  }
}
