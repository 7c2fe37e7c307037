/**
 * The shard's write-ahead log: files, and nothing that knows a socket or a map. This text is the
 * specification of format version 2, and of version 1, which is read and no longer written.
 *
 * <h2>The folder</h2>
 *
 * <pre>
 * LOCK                      locked while a shard uses the folder
 * shard.id                  the shard's identity: magic SUTRASID, u32 version 1, u32 zero, 16 bytes
 *                           of UUID, u32 zero, u32 CRC32C of the 36 bytes before it
 * 000000000000002a.wal      segment 42 of the log (the number in 16 hexadecimal digits)
 * 000000000000002a.snap     a snapshot: replay begins at segment 42
 * ahead-0.tmp               under {@code always}: zeros that become the next segment
 * *.tmp                     a file that was never finished; deleted at start
 * *.broken                  a copy of what recovery cut off; never read, for a person
 * </pre>
 *
 * {@code FOLDER.lock} beside the folder is locked as well, where its parent can be written to: it
 * keeps a second shard out when the folder is removed and made anew.
 *
 * <p>Numbers are big-endian; CRC32C is Castagnoli's. A file is written under its temporary name,
 * fsynced, renamed, and the folder fsynced, before anything in it counts.
 *
 * <h2>The header, 512 bytes</h2>
 *
 * <pre>
 *   0   8  magic: SUTRALOG for a segment, SUTRASNP for a snapshot
 *   8   4  format version of the file's records: 1 or 2
 *  12   4  bytes of the header: 512
 *  16  16  the shard's UUID
 *  32   8  segment number, as in the name
 *  40   8  sequence number of the first record (a snapshot: of the segment where replay begins)
 *  48   8  last sequence number of the segment before, 0 when there is none
 *  56   4  checksum of that last record, 0 when there is none
 *  60   4  zero
 *  64   8  when it was created, milliseconds since 1970 by the shard's clock
 *  72   8  highest sequence number known to be on disk when it was created
 *  80 428  zero
 * 508   4  CRC32C of the 508 bytes before it
 * </pre>
 *
 * The magic, the version and the checksum keep their places in every version.
 *
 * <h2>A record</h2>
 *
 * Records follow the header without gaps. Each has a multiple of 8 bytes.
 *
 * <pre>
 *   0   4  length of the record with everything, at least 64, at most 65,632
 *   4   4  CRC32C of: the file's magic, the UUID, the segment number (32 bytes that are not stored
 *          again), then bytes 0 to 3 and bytes 8 to the end of the record
 *   8   8  sequence number: the one before plus 1, from 1
 *  16   8  highest sequence number known to be on disk when this was written
 *  24   1  type: 1 put, 2 delete, 3 clear, 4 mark, 5 seal, 6 end; 0 is invalid
 *  25   1  flags: bit 0 of a clear says that it is of one namespace; else 0
 *  26   2  key length: 32 in put and delete, else 0
 *  28   4  value length, at most 65,536
 *  32   8  when it was written, milliseconds since 1970 by the shard's clock
 *  40   8  put: expiry in milliseconds since 1970, else 0
 *  48   8  put, delete, clear of one namespace: the namespace, 0 by default; else 0
 *  56   4  put: CRC32C of key and value; else 0
 *  60   4  zero
 *  64   …  key, value, zeros up to a multiple of 8
 * </pre>
 *
 * <b>Version 1</b> ends the fields at byte 48, where its key begins: its records are 48 to 65,616
 * bytes long, all are of namespace 0, flags are 0, and the checksum of key and value is computed
 * when it is read. A log whose last segment has version 1 begins a segment of version 2 before its
 * next batch; its marks and its seal are of version 1. One folder may hold both.
 *
 * <ul>
 *   <li><b>put, delete, clear</b> say what became of a key, of all keys of a namespace, or of all;
 *       they are outcomes, already decided: replaying them in order, the last one wins. The value
 *       is opaque.
 *   <li><b>mark</b> changes nothing. When the log falls idle, one fills the rest of the 512-byte
 *       sector (its value is bytes of 255) and a second one follows in a sector of its own, so that
 *       what comes before them is never the end of the log. They are written once: an idle log
 *       writes nothing more.
 *   <li><b>seal</b> is the last record of a segment, written once the next segment is on disk. Its
 *       sequence number is the first one of that segment, which it does not use up. A sealed
 *       segment whose successor is missing means that a file was deleted. On a full disk a segment
 *       may be left without one.
 *   <li><b>end</b> is the last record of a snapshot, whose records are puts numbered from 1. Its
 *       durable number is the highest sequence number of the log whose effect the snapshot may
 *       contain; the log was fsynced up to there before the snapshot was renamed.
 * </ul>
 *
 * What follows the last record of the last segment is zeros (space that is held ahead), or the end
 * of the file. A record is atomic, a batch of records is not: a crash can leave its first ones.
 *
 * <h2>Space</h2>
 *
 * The last segment ends with at least 64 KiB of zeros. Puts leave them alone, so that deletions can
 * be written on a full disk until they are used up. They are taken and given back with the segment;
 * nothing else is set aside. Under {@code always} there are more zeros ({@link
 * io.sutra.cache.shard.wal.ZerosAhead}), which are only advice.
 *
 * <p>A full disk, a used-up quota and a lack of file handles are {@link
 * io.sutra.cache.shard.wal.NoSpaceException}, in every locale: nothing was written, and the next
 * attempt may succeed. Every other error of a write and every error of an fsync is latched.
 * Recovery needs no free byte: it cuts in place, leaves a copy out for which there is no room, and
 * goes on in the last segment. Deleting needs no space. All memory outside the heap is allocated
 * before recovery ({@link io.sutra.cache.shard.wal.LogBuffers}).
 *
 * <p>Once a snapshot is finished and what precedes it deleted, no file of the log holds a byte that
 * was written before the snapshot's segment: segments are never reused, and what is cut from a file
 * is truncated and fsynced. Copies ({@code .broken}) are deleted on demand.
 *
 * <h2>Torn or corrupt</h2>
 *
 * Reading stops at the first place that is not a valid record with the next sequence number. Zeros
 * to the end of the last segment are the end of the log. Otherwise what follows is searched, in
 * this segment and in those after it, for valid headers and records. If one of them says that the
 * damaged number was on disk, this is <b>corruption</b>: something acknowledged was lost. If none
 * does, it is a <b>torn tail</b>: a write that a power loss interrupted and that nobody was told
 * had succeeded, or, under {@code everysec} and {@code none}, what those modes may lose. Under
 * {@code prefix} both are cut: a copy of what is cut goes to {@code .broken}, the segment is cut
 * and fsynced, the segments after it are renamed to {@code .broken}, and both are reported. Under
 * {@code strict} corruption refuses to start. Nothing is ever skipped: that would bring overwritten
 * values back. A missing, doubled or swapped file refuses to start under both, and is named.
 *
 * <p>A damaged snapshot (no power loss makes one: it was fsynced before it was renamed) is
 * corruption: under {@code prefix} what precedes the damage is kept and the log is replayed after
 * it, which can lose an entry and cannot return a wrong one, since a snapshot has one record for a
 * key.
 */
@NullMarked
package io.sutra.cache.shard.wal;

import org.jspecify.annotations.NullMarked;
