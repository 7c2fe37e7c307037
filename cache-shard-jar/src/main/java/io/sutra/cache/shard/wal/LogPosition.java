package io.sutra.cache.shard.wal;

/**
 * Where the log ends.
 *
 * @param last the last segment, open
 * @param sequence the last sequence number, 0 in an empty log
 * @param checksum the checksum of the record that has it
 * @param marked whether that record is a mark in a sector of its own
 */
record LogPosition(ActiveSegment last, long sequence, int checksum, boolean marked) {}
