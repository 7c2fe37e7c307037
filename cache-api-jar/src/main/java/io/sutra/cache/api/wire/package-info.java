/**
 * The protocol between a client of the cache and a shard, version 1, and its codec over {@link
 * java.nio.ByteBuffer}. This text is the specification.
 *
 * <h2>Frames</h2>
 *
 * A conversation is a stream of frames in both directions over one connection. Numbers are
 * big-endian. A frame:
 *
 * <pre>
 * offset  size  field
 *      0     4  length: bytes that follow this field, at least 8, at most the maximum
 *      4     1  version: 1
 *      5     1  opcode; an answer is the request's opcode + 128, an error is 255
 *      6     2  flags: bit 0 (1, MORE) says that another frame answers the same request; bit 1 (2,
 *              NAMESPACE) that the body begins with a namespace of 8 bytes; others are 0
 *      8     4  request number, chosen by the client, repeated in the answer
 *     12     …  body
 * </pre>
 *
 * The length is checked before anything is allocated. A length that is out of bounds, an unknown
 * version, opcode or flag, or a body that is not exactly what its opcode says, ends the connection
 * after an error frame. Requests may be pipelined; answers may come in another order, each with its
 * request's number, and a client that needs one request to see another's effect waits for the
 * other's answer. Before the shard has accepted a hello the maximum is 4,096 bytes.
 *
 * <h2>Namespaces</h2>
 *
 * A namespace is a number of 64 bits beside the key: the same key may hold a vector in each of
 * them. The flag NAMESPACE names it for the whole frame; what the table below says of a body
 * follows. It is allowed in requests GET, PUT, DELETE, CLEAR, STATS, EXPORT, IMPORT and ERASE, and
 * in the answers to EXPORT. In any other frame it ends the connection, as an unknown flag does.
 *
 * <p>Without it the keys of GET, PUT, DELETE, IMPORT and ERASE are of namespace 0, and CLEAR,
 * STATS, EXPORT and an ERASE without keys are about all namespaces. With it they are about that
 * one, 0 included.
 *
 * <p>Each frame that answers EXPORT holds entries of one namespace, and has the flag unless that is
 * 0. A client that knows no namespaces sets no flag and goes on as before.
 *
 * <h2>Bodies</h2>
 *
 * {@code key} is 32 bytes. {@code crc} is the CRC32C of the key's 32 bytes followed by the vector:
 * it travels with the vector from the client that put it to the client that gets it, so that a
 * vector that was damaged anywhere, or that belongs to another key, is found out. {@code vector} is
 * a length of four bytes and as many bytes, at least 1. Counts are at least 1, unless the table
 * says otherwise.
 *
 * <pre>
 * opcode       request                                     answer
 *  1 HELLO     u16 length, client's name (UTF-8);          u32 maximum frame; u16 maximum count;
 *              u16 length, token (UTF-8, may be empty)     u32 maximum vector; u16 length, name of
 *                                                          the shard (UTF-8)
 *  2 GET       u16 count; count × key                      u16 count; count × (i32 -1 for a miss, or
 *                                                          i32 length, i64 expiry, u32 crc, bytes)
 *  3 PUT       u16 count; count × (key, i64 time to        u16 count; count × u8: 1 stored, 2 kept
 *              live in ms, 0 for the shard's default,
 *              u32 crc, vector)
 *  4 DELETE    u16 count; count × key                      u32 how many were there
 *  5 CLEAR     empty                                       empty
 *  6 STATS     empty                                       u16 count; count × (u8 length, ASCII name,
 *                                                          i64 value)
 *  7 PING      up to 64 bytes                              the same bytes
 *  8 EXPORT    empty                                       frames with MORE but for the last, each
 *                                                          u16 count (0 allowed); count × (key,
 *                                                          i64 expiry, u32 crc, vector)
 *  9 IMPORT    as PUT, with the expiry in place of the     as PUT
 *              time to live
 * 10 COMPACT   empty                                       empty, once the log is compacted
 * 11 ERASE     u16 count, 0 for everything; count × key    u32 how many were there, once no file of
 *                                                          the shard holds their bytes any more
 * 255 error                                                u16 reason; u16 length, message (UTF-8)
 * </pre>
 *
 * A GET whose answer would be longer than the maximum frame is answered with an error of reason 3.
 * STATS of a namespace has only what the shard counts for each of them, {@code entries} at least.
 * The answer to ERASE may take as long as a compaction.
 *
 * <p>An expiry is in milliseconds since 1970 by the shard's clock. The first frame of a connection
 * is HELLO; anything else is answered with an error of reason 2, before its body is looked at. The
 * numbers of the reasons are in {@link io.sutra.cache.api.CacheException.Reason}.
 *
 * <p>What does not belong here: sockets and threads; Netty; what a shard does with a request.
 */
@NullMarked
package io.sutra.cache.api.wire;

import org.jspecify.annotations.NullMarked;
