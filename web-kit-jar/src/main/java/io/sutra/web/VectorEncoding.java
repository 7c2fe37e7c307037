package io.sutra.web;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The forms in which a vector goes into JSON. */
public enum VectorEncoding {

  /** An array of numbers, each in its shortest exact form. */
  FLOAT {
    @Override
    public byte[] json(float[] vector) {
      return EmbedBody.vector(vector);
    }
  },

  /** A string: the numbers as float32, little-endian, in base64 with padding (RFC 4648, 4). */
  BASE64 {
    @Override
    public byte[] json(float[] vector) {
      ByteBuffer numbers =
          ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      numbers.asFloatBuffer().put(vector);
      byte[] digits = Base64.getEncoder().encode(numbers.array());
      byte[] json = new byte[digits.length + 2];
      json[0] = '"';
      System.arraycopy(digits, 0, json, 1, digits.length);
      json[json.length - 1] = '"';
      return json;
    }
  },

  /**
   * An array of whole numbers from -127 to 127: each number times 127, divided by the largest
   * magnitude in the vector, rounded to the nearest (half to even). The direction is kept and the
   * length is not, so these are for the cosine; scaled to length one they are near the vector
   * again.
   */
  INT8 {
    @Override
    public byte[] json(float[] vector) {
      return integers(quantized(vector, 0));
    }
  },

  /**
   * An array of whole numbers from 1 to 255: those of {@link #INT8} plus 128, so that 128 stands
   * for zero. Take 128 from each before a cosine or a dot product.
   */
  UINT8 {
    @Override
    public byte[] json(float[] vector) {
      return integers(quantized(vector, UNSIGNED_OFFSET));
    }
  },

  /**
   * An array of bytes from 0 to 255, each with the signs of eight numbers, the first in the most
   * significant bit: 1 for a number greater than zero. Missing bits of the last byte are 0. The
   * same as NumPy's {@code packbits(vector > 0)}; for the Hamming distance.
   */
  BINARY {
    @Override
    public byte[] json(float[] vector) {
      return integers(packedSigns(vector, 0));
    }
  },

  /**
   * An array of whole numbers from -128 to 127: the bytes of {@link #BINARY} less 128, as Cohere's
   * {@code binary} and Sentence Transformers' {@code binary} have them. For the Hamming distance.
   */
  SIGNED_BINARY {
    @Override
    public byte[] json(float[] vector) {
      return integers(packedSigns(vector, -UNSIGNED_OFFSET));
    }
  };

  private static final double MOST = 127;
  private static final int UNSIGNED_OFFSET = 128;

  /** The vector, 1 or more finite numbers, as a JSON value in ASCII. */
  public abstract byte[] json(float[] vector);

  /** The encoding that a caller of {@code /embed} or of OpenAI's contract names so. */
  public static Optional<VectorEncoding> of(String name) {
    return switch (name) {
      case "float" -> Optional.of(FLOAT);
      case "base64" -> Optional.of(BASE64);
      case "int8" -> Optional.of(INT8);
      case "binary" -> Optional.of(BINARY);
      default -> Optional.empty();
    };
  }

  /** Each number scaled so that the largest magnitude is 127, plus {@code offset}. */
  private static int[] quantized(float[] vector, int offset) {
    double largest = 0;
    for (float number : vector) {
      largest = Math.max(largest, Math.abs(number));
    }
    double scale = largest == 0 ? 0 : MOST / largest;
    int[] quantized = new int[vector.length];
    for (int i = 0; i < vector.length; i++) {
      quantized[i] = (int) Math.rint(vector[i] * scale) + offset;
    }
    return quantized;
  }

  /** Eight signs a byte, plus {@code offset}. */
  private static int[] packedSigns(float[] vector, int offset) {
    int[] bytes = new int[(vector.length + 7) / 8];
    for (int i = 0; i < vector.length; i++) {
      if (vector[i] > 0) {
        bytes[i / 8] |= 0x80 >> (i % 8);
      }
    }
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] += offset;
    }
    return bytes;
  }

  private static byte[] integers(int[] numbers) {
    var json = new StringBuilder(numbers.length * 5 + 2).append('[');
    for (int i = 0; i < numbers.length; i++) {
      if (i > 0) {
        json.append(',');
      }
      json.append(numbers[i]);
    }
    return json.append(']').toString().getBytes(StandardCharsets.US_ASCII);
  }
}
