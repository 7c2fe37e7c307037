/**
 * The shard's write-ahead log: files, and nothing that knows a socket or a map. This text is the
 * specification of format version 1.
 *
 * <h2>The folder</h2>
 *
 * <pre>
 * LOCK                      held while a shard uses the folder
 * shard.id                  the shard's identity: magic SUTRASID, u32 version, u32 zero, 16 bytes of
 *                           UUID, u32 zero, u32 CRC32C of the 36 bytes before it
 * 000000000000002a.wal      segment 42 of the log (the number in 16 hexadecimal digits)
 * 000000000000002a.snap     a snapshot: replay begins at segment 42
 * *.tmp                     a file that was never finished; deleted at start
 * *.broken                  a copy of what recovery cut off; never read, for a person
 * </pre>
 *
 * Numbers are big-endian; CRC32C is Castagnoli's. A file is written under its temporary name,
 * forced, renamed, and the folder forced, before anything in it counts.
 *
 * <h2>The header, 512 bytes</h2>
 *
 * <pre>
 *   0   8  magic: SUTRALOG for a segment, SUTRASNP for a snapshot
 *   8   4  format version: 1
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
 *   0   4  length of the record with everything, at least 48, at most 65,624
 *   4   4  CRC32C of: the file's magic, the UUID, the segment number (32 bytes that are not stored
 *          again), then bytes 0 to 3 and bytes 8 to the end of the record
 *   8   8  sequence number: the one before plus 1, from 1
 *  16   8  highest sequence number known to be on disk when this was written
 *  24   1  type: 1 put, 2 delete, 3 clear, 4 mark, 5 seal, 6 end; 0 is invalid
 *  25   1  flags: 0
 *  26   2  key length: 32 in put and delete, else 0
 *  28   4  value length
 *  32   8  when it was written, milliseconds since 1970 by the shard's clock
 *  40   8  put: expiry in milliseconds since 1970, else 0
 *  48   …  key, value, zeros up to a multiple of 8
 * </pre>
 *
 * <ul>
 *   <li><b>put, delete, clear</b> say what became of a key or of all; they are outcomes, already
 *       decided: replaying them in order, the last one wins.
 *   <li><b>mark</b> changes nothing. When the log falls idle, one fills the rest of the 512-byte
 *       sector (its value is bytes of 255) and a second one follows in a sector of its own, so that
 *       what comes before them is never the end of the log.
 *   <li><b>seal</b> is the last record of a segment, written once the next segment is on disk. Its
 *       sequence number is the first one of that segment, which it does not use up. A sealed
 *       segment whose successor is missing means that a file was deleted.
 *   <li><b>end</b> is the last record of a snapshot, whose records are puts numbered from 1. Its
 *       durable number is the highest sequence number of the log whose effect the snapshot may
 *       contain; the log was forced up to there before the snapshot was renamed.
 * </ul>
 *
 * What follows the last record of the last segment is zeros (space that was allocated ahead), or
 * the end of the file.
 *
 * <h2>Torn or corrupt</h2>
 *
 * Reading stops at the first place that is not a valid record with the next sequence number. Zeros
 * to the end of the last segment are the end of the log. Otherwise what follows is searched, in
 * this segment and in those after it, for valid headers and records. If one of them says that the
 * damaged number was on disk, this is <b>corruption</b>: something acknowledged was lost. If none
 * does, it is a <b>torn tail</b>: a write that a power loss interrupted and that nobody was told
 * had succeeded, or, under {@code everysec} and {@code none}, what those modes may lose. Under
 * {@code prefix} both are cut: a copy goes to {@code .broken}, the segment is cut and forced, the
 * segments after it are renamed to {@code .broken}, and both are reported. Under {@code strict}
 * corruption refuses to start. Nothing is ever skipped: that would bring overwritten values back. A
 * missing, doubled or swapped file refuses to start under both, and is named.
 *
 * <p>A damaged snapshot (no power loss makes one: it was forced before it was renamed) is
 * corruption: under {@code prefix} what precedes the damage is kept and the log is replayed after
 * it, which can lose an entry and cannot return a wrong one, since a snapshot has one record for a
 * key.
 */
@NullMarked
package io.sutra.cache.shard.wal;

import org.jspecify.annotations.NullMarked;
