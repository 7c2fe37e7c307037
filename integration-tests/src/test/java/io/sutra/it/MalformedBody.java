package io.sutra.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A body that breaks a rule, with the headers that frame it.
 *
 * @param what is wrong with it
 * @param headers each with its line end
 * @param bytes that follow the head
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MalformedBody(String what, String headers, byte[] bytes) {

  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String CHUNKED = JSON + "Transfer-Encoding: chunked\r\n";

  /** Objects that are right for some route, to be spoilt. */
  private static final List<String> SOUND =
      List.of(
          "{\"texts\": [\"a\", \"b\"], \"dimension\": 64, \"truncate\": true}",
          "{\"tokens\": [[101, 7592, 102]], \"normalize\": false}",
          "{\"model\": \"bge-small-en-v1.5\", \"input\": [\"a\"], \"encoding_format\": \"base64\"}",
          "{\"model\": \"bge-small-en-v1.5\", \"input\": [101, 7592, 102], \"user\": \"u\"}");

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static MalformedBody json(String what, String text) {
    return json(what, utf8(text));
  }

  private static MalformedBody json(String what, byte[] bytes) {
    return with(what, JSON, bytes);
  }

  private static MalformedBody with(String what, String headers, byte[] bytes) {
    return new MalformedBody(what, headers + "Content-Length: " + bytes.length + "\r\n", bytes);
  }

  private static MalformedBody encoded(String what, String encoding, byte[] bytes) {
    return with(what, JSON + "Content-Encoding: " + encoding + "\r\n", bytes);
  }

  private static MalformedBody framed(String what, String headers, String text) {
    return new MalformedBody(what, headers, utf8(text));
  }

  /** All by hand, and {@code random} spoilt ones. */
  static List<MalformedBody> all(Random random, int spoilt) {
    List<MalformedBody> all = new ArrayList<>();
    all.addAll(framing());
    all.addAll(encodings());
    all.addAll(characters());
    all.addAll(values());
    for (int i = 0; i < spoilt; i++) {
      byte[] sound = utf8(SOUND.get(random.nextInt(SOUND.size())));
      all.add(json("spoilt " + i, spoil(sound, random)));
    }
    return all;
  }

  private static List<MalformedBody> framing() {
    String body = SOUND.getFirst();
    return List.of(
        framed("no hexadecimal chunk size", CHUNKED, "zz\r\n" + body + "\r\n0\r\n\r\n"),
        framed("negative chunk size", CHUNKED, "-1\r\n" + body + "\r\n0\r\n\r\n"),
        framed("chunk size beyond 64 bits", CHUNKED, "fffffffffffffffffff\r\n" + body),
        framed("chunk shorter than its data", CHUNKED, "2\r\n" + body + "\r\n0\r\n\r\n"),
        framed("no last chunk", CHUNKED, "2\r\n{}\r\n"),
        framed("length that is no number", JSON + "Content-Length: abc\r\n", body),
        framed("negative length", JSON + "Content-Length: -1\r\n", body),
        framed("length beyond 32 bits", JSON + "Content-Length: 4294967297\r\n", body),
        framed("length beyond 64 bits", JSON + "Content-Length: 99999999999999999999\r\n", body),
        framed("length beyond the body", JSON + "Content-Length: 500\r\n", body),
        framed("length within the body", JSON + "Content-Length: 7\r\n", body),
        framed("two lengths", JSON + "Content-Length: 7\r\nContent-Length: 9\r\n", body),
        framed("unknown transfer encoding", JSON + "Transfer-Encoding: x\r\n", body),
        with("no type", "", utf8(body)),
        with("a type that is none", "Content-Type: /;;N\r\n", utf8(body)),
        with("text", "Content-Type: text/html\r\n", utf8(body)),
        with("a form", "Content-Type: application/x-www-form-urlencoded\r\n", utf8("a=%zz")),
        with("parts without a boundary", "Content-Type: multipart/form-data\r\n", utf8(body)));
  }

  private static List<MalformedBody> encodings() {
    byte[] body = utf8(SOUND.getFirst());
    byte[] zipped = gzip(body);
    byte[] wrongSum = zipped.clone();
    wrongSum[wrongSum.length - 6] ^= 0x55;
    byte[] deflated = deflate(body);
    byte[] spoilt = deflated.clone();
    Arrays.fill(spoilt, 2, spoilt.length, (byte) 0xff);
    return List.of(
        encoded("plain as gzip", "gzip", body),
        encoded("wrong checksum", "gzip", wrongSum),
        encoded("cut gzip", "gzip", Arrays.copyOf(zipped, zipped.length - 9)),
        encoded("nothing as gzip", "gzip", new byte[0]),
        encoded("bad deflate", "deflate", spoilt),
        encoded("cut deflate", "deflate", Arrays.copyOf(deflated, deflated.length / 2)),
        encoded("brotli", "br", body),
        encoded("zstandard", "zstd", body),
        encoded("gzip twice", "gzip, gzip", gzip(zipped)),
        encoded("gzip of 64 MiB", "gzip", gzip(new byte[64 << 20])));
  }

  private static List<MalformedBody> characters() {
    return List.of(
        json("nothing", ""),
        json("a surrogate in UTF-8", new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}),
        json("an overlong form", new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'}),
        json("a cut character", new byte[] {'"', (byte) 0xe2, (byte) 0x82}),
        json("UTF-16", SOUND.getFirst().getBytes(StandardCharsets.UTF_16)),
        json("NUL", "{\"texts\": [\"\0\"]}"),
        json("half a surrogate pair", "{\"texts\": [\"\\ud800\"], \"input\": \"\\udc00\"}"),
        json("two byte order marks", "\ufeff\ufeff{}"));
  }

  private static List<MalformedBody> values() {
    return List.of(
        json("cut", "{\"texts\": [\"a\""),
        json("something behind it", "{} {}"),
        json("a duplicate key", "{\"texts\": [\"a\"], \"texts\": [\"b\"]}"),
        json("NaN", "{\"texts\": [NaN], \"input\": Infinity}"),
        json("deep arrays", "[".repeat(50_000)),
        json("deep objects", "{\"a\":".repeat(50_000)),
        json("a number of a million digits", "{\"dimension\": " + "9".repeat(1_000_000) + "}"),
        json("a huge exponent", "{\"dimension\": 1e999999999, \"dimensions\": 1e999999999}"),
        json("a long key", "{\"" + "k".repeat(1_000_000) + "\": 1}"),
        json("an array", "[1, 2]"),
        json("a string", "\"a\""),
        json("null", "null"),
        json("nulls", "{\"texts\": null, \"input\": null, \"model\": null, \"tokens\": null}"),
        json("wrong types", "{\"texts\": {\"a\": 1}, \"input\": true, \"model\": []}"),
        json("ids beyond 32 bits", "{\"tokens\": [[4294967297]], \"input\": [[4294967297]]}"),
        json("many texts", "{\"texts\": [" + "\"a\",".repeat(100_000) + "\"a\"]}"),
        json("larger than allowed", "{\"texts\": [\"" + "a".repeat(9 << 20) + "\"]}"));
  }

  /** A byte changed, put in, or taken out, once to five times. */
  private static byte[] spoil(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    for (int i = random.nextInt(5); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      var next = new ByteArrayOutputStream();
      next.write(bytes, 0, at);
      int kind = random.nextInt(3);
      if (kind > 0) {
        next.write(random.nextInt(256));
      }
      int from = kind == 2 ? at : at + 1;
      next.write(bytes, from, bytes.length - from);
      bytes = next.toByteArray();
    }
    return bytes;
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zip = new DeflaterOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
