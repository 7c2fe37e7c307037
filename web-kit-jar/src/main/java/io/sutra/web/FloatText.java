package io.sutra.web;

import java.nio.charset.StandardCharsets;

/**
 * Writes a float as {@link Float#toString(float)} does, straight into bytes and without garbage: a
 * request for two thousand vectors writes almost a million numbers.
 *
 * <p>What is looked for is the decimal with the fewest digits that reads back to the same float,
 * and of those the nearest. For a float whose neighbours are equally far on both sides, the nearest
 * decimal of n digits reads back to it if any decimal of n digits does; so it is enough to round
 * the float to n digits and to see whether that is less than half the way to a neighbour. Scaled by
 * a power of ten so that the n digits stand before the point, the float is below 2<sup>30</sup>,
 * and in double precision, where a float and the powers of ten up to 22 are exact, the product is
 * off by at most 2<sup>-24</sup>; so is the scaled half way. Only where a comparison is nearer than
 * that is its result unknown.
 *
 * <p>Where something is unknown, for powers of two (whose neighbours are not equally far), and
 * outside the range in which the numbers of vectors lie, the platform writes the number.
 * Thread-safe.
 */
final class FloatText {

  /** The longest, {@code -1.17549435E-38}. */
  static final int LONGEST = 15;

  private static final float SMALLEST = 1e-6f;
  private static final float LARGEST = 1e3f;

  /** Below this the platform writes an exponent. */
  private static final float SMALLEST_PLAIN = 1e-3f;

  private static final int USUAL_DIGITS = 8;
  private static final int MOST_DIGITS = 9;

  /** More than two products can be off together. */
  private static final double UNSURE = 0x1p-20;

  private static final int FRACTION_BITS = 23;
  private static final int FRACTION_MASK = (1 << FRACTION_BITS) - 1;

  private static final int DOUBLE_FRACTION_BITS = 52;

  /** Half the distance of two floats of the same binary exponent as 1, which has the bias 127. */
  private static final int HALF_WAY = FRACTION_BITS + 1;

  private static final double[] TEN_TO = new double[23];
  private static final int[] WHOLE_TEN_TO = new int[10];

  /** By biased binary exponent: the decimal exponent of the smallest such float. */
  private static final int[] DECIMAL_EXPONENT = new int[256];

  /** 00 to 99. */
  private static final byte[] PAIRS = new byte[200];

  static {
    double power = 1;
    for (int i = 0; i < TEN_TO.length; i++) {
      TEN_TO[i] = power;
      power *= 10;
    }
    for (int i = 0; i < WHOLE_TEN_TO.length; i++) {
      WHOLE_TEN_TO[i] = (int) TEN_TO[i];
    }
    for (int i = 0; i < DECIMAL_EXPONENT.length; i++) {
      DECIMAL_EXPONENT[i] = (int) Math.floor(Math.log10(Math.scalb(1.0, i - 127)));
    }
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private FloatText() {}

  /**
   * Writes {@code number} into {@code out} from {@code at} on, where there is room for {@link
   * #LONGEST} bytes.
   *
   * @return where it ends
   */
  static int write(float number, byte[] out, int at) {
    float magnitude = Math.abs(number);
    int bits = Float.floatToRawIntBits(magnitude);
    boolean powerOfTwo = (bits & FRACTION_MASK) == 0;
    if (!(magnitude >= SMALLEST && magnitude < LARGEST) || powerOfTwo) {
      return platform(number, out, at);
    }
    int biased = bits >>> FRACTION_BITS;
    int exponent = exponent(magnitude, biased);
    double halfWay =
        Double.longBitsToDouble((long) (biased - 127 - HALF_WAY + 1_023) << DOUBLE_FRACTION_BITS);
    // All that stand before the point, and at least one.
    int leastDigits = Math.max(1, exponent + 1);
    int digits = USUAL_DIGITS;
    int decimal = shortened(magnitude, halfWay, exponent, digits);
    if (decimal == 0) {
      digits = MOST_DIGITS;
      decimal = shortened(magnitude, halfWay, exponent, digits);
    } else {
      while (decimal > 0 && digits > leastDigits) {
        int shorter = shortened(magnitude, halfWay, exponent, digits - 1);
        if (shorter == 0) {
          break;
        }
        decimal = shorter;
        digits--;
      }
    }
    if (decimal <= 0) {
      return platform(number, out, at);
    }
    if (decimal == WHOLE_TEN_TO[digits]) {
      // Rounded up to the next power of ten.
      decimal /= 10;
      exponent++;
    }
    int end = at;
    if (number < 0) {
      out[end++] = '-';
    }
    return exponent >= 0 || magnitude >= SMALLEST_PLAIN
        ? plain(decimal, digits, exponent, out, end)
        : scientific(decimal, digits, exponent, out, end);
  }

  /** The place of the first digit: {@code 10^exponent <= magnitude}. */
  private static int exponent(float magnitude, int biased) {
    int least = DECIMAL_EXPONENT[biased];
    // A binary exponent spans less than a decimal one.
    boolean next =
        least >= -1 ? magnitude >= TEN_TO[least + 1] : magnitude * TEN_TO[-least - 1] >= 1;
    return next ? least + 1 : least;
  }

  /** The nearest decimal of that many digits; 0 if it reads back to another float, −1 if unsure. */
  private static int shortened(float magnitude, double halfWay, int exponent, int digits) {
    double scale = TEN_TO[digits - 1 - exponent];
    double product = magnitude * scale;
    int decimal = (int) (product + 0.5);
    double off = Math.abs(product - decimal);
    double allowed = halfWay * scale;
    if (Math.abs(off - 0.5) < UNSURE || Math.abs(off - allowed) < UNSURE) {
      return -1;
    }
    return off < allowed ? decimal : 0;
  }

  /** {@code 0.00123} or {@code 12.3}, always with a digit on both sides of the point. */
  private static int plain(int decimal, int digits, int exponent, byte[] out, int at) {
    int end = at;
    if (exponent < 0) {
      out[end++] = '0';
      out[end++] = '.';
      for (int i = -1; i > exponent; i--) {
        out[end++] = '0';
      }
      return digits(decimal, digits, out, end);
    }
    int fraction = digits - 1 - exponent;
    if (fraction <= 0) {
      // Rounded up to 10 or 100: a digit more stands before the point than there are.
      end = digits(decimal * WHOLE_TEN_TO[-fraction], exponent + 1, out, end);
      out[end++] = '.';
      out[end++] = '0';
      return end;
    }
    end = digits(decimal / WHOLE_TEN_TO[fraction], exponent + 1, out, end);
    out[end++] = '.';
    return digits(decimal % WHOLE_TEN_TO[fraction], fraction, out, end);
  }

  /** {@code 1.23E-4}. */
  private static int scientific(int decimal, int digits, int exponent, byte[] out, int at) {
    int end = at;
    int fraction = digits - 1;
    out[end++] = (byte) ('0' + decimal / WHOLE_TEN_TO[fraction]);
    out[end++] = '.';
    if (fraction == 0) {
      out[end++] = '0';
    } else {
      end = digits(decimal % WHOLE_TEN_TO[fraction], fraction, out, end);
    }
    out[end++] = 'E';
    out[end++] = '-';
    out[end++] = (byte) ('0' - exponent);
    return end;
  }

  /** Exactly {@code count} digits, zeros first. */
  private static int digits(int number, int count, byte[] out, int at) {
    int left = number;
    int end = at + count;
    while (end - at >= 2) {
      int hundredth = left / 100;
      int pair = 2 * (left - 100 * hundredth);
      out[--end] = PAIRS[pair + 1];
      out[--end] = PAIRS[pair];
      left = hundredth;
    }
    if (end > at) {
      out[at] = (byte) ('0' + left);
    }
    return at + count;
  }

  private static int platform(float number, byte[] out, int at) {
    byte[] text = Float.toString(number).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, out, at, text.length);
    return at + text.length;
  }
}
