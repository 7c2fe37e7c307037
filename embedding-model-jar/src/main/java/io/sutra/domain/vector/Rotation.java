package io.sutra.domain.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The rows of a matrix that puts the meaning of a model's vectors in front, for a model that was
 * not trained for it. What is served below the model's own size are the first numbers of the
 * product; the vector of the model's own size is never multiplied.
 *
 * <p>Fitted on texts, the rows are the eigenvectors of the second-moment matrix of a sample of the
 * model's own vectors, scaled to length one; the one with the largest eigenvalue comes first. That
 * is a rotation cut off: among all rotations it leaves the most of the sample's squared length in
 * the first {@code d} numbers, whatever {@code d} is (Eckart and Young, "The approximation of one
 * matrix by another of lower rank", Psychometrika 1936). Fitted on queries and their texts as well,
 * the rows are turned and stretched from there so that searches find what they find with all
 * numbers, and need not be orthonormal.
 *
 * <p>Each sum runs in {@code double} in the order of the vector's numbers, so the result has the
 * same bits on every machine, and the first numbers of a longer result are a shorter result.
 * Immutable, thread-safe; two are equal when their bytes are.
 *
 * <p>As bytes, little-endian: {@code SUTRAROT}, the format's version (1), the rows, the dimension,
 * each 4 bytes, then {@code float32[rows][dimension]}.
 */
public final class Rotation {

  private static final byte[] MAGIC = "SUTRAROT".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEADER = MAGIC.length + 3 * Integer.BYTES;
  private static final int LARGEST = 16_384;

  /** By columns, so that one number of a vector is multiplied with neighbours in memory. */
  private final float[] columns;

  private final int rows;
  private final int dimension;
  private final String checksum;

  private Rotation(float[] columns, int rows, int dimension) {
    this.columns = columns;
    this.rows = rows;
    this.dimension = dimension;
    this.checksum = HexFormat.of().formatHex(sha256(toBytes()));
  }

  /**
   * A rotation of these rows.
   *
   * @param matrix {@code float[rows][dimension]}, copied
   * @throws IllegalArgumentException when they differ in length, one is all zeros, or a number is
   *     not finite
   */
  public static Rotation of(float[][] matrix) {
    int rows = matrix.length;
    int dimension = rows == 0 ? 0 : matrix[0].length;
    if (rows < 1 || dimension < rows || dimension > LARGEST) {
      throw new IllegalArgumentException(
          "a rotation of " + rows + " rows of " + dimension + " numbers");
    }
    for (float[] row : matrix) {
      requireDirection(row, dimension);
    }
    float[] columns = new float[rows * dimension];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < dimension; i++) {
        columns[i * rows + row] = matrix[row][i];
      }
    }
    return new Rotation(columns, rows, dimension);
  }

  private static void requireDirection(float[] row, int dimension) {
    if (row.length != dimension) {
      throw new IllegalArgumentException("rows of different lengths");
    }
    double squares = 0;
    for (float number : row) {
      squares += (double) number * number;
    }
    // Not a number fails, too.
    if (!(squares > 0 && squares <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("a row of zeros, or of numbers that are not finite");
    }
  }

  /**
   * Reads {@link #toBytes}.
   *
   * @throws IllegalArgumentException when the bytes are something else
   */
  public static Rotation parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException("not a rotation");
    }
    in.position(MAGIC.length);
    int version = in.getInt();
    int rows = in.getInt();
    int dimension = in.getInt();
    if (version != VERSION) {
      throw new IllegalArgumentException("a rotation of the unknown version " + version);
    }
    if (rows < 1
        || dimension < rows
        || dimension > LARGEST
        || bytes.length != HEADER + (long) rows * dimension * Float.BYTES) {
      throw new IllegalArgumentException("a rotation of a length that is wrong");
    }
    float[][] matrix = new float[rows][dimension];
    for (float[] row : matrix) {
      for (int i = 0; i < dimension; i++) {
        row[i] = in.getFloat();
      }
    }
    return of(matrix);
  }

  /** The format above. */
  public byte[] toBytes() {
    ByteBuffer out =
        ByteBuffer.allocate(HEADER + columns.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putInt(VERSION).putInt(rows).putInt(dimension);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < dimension; i++) {
        out.putFloat(columns[i * rows + row]);
      }
    }
    return out.array();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The most numbers of a rotated vector. */
  public int rows() {
    return rows;
  }

  /** Numbers of a vector that is rotated: the model's own size. */
  public int dimension() {
    return dimension;
  }

  /** SHA-256 of its bytes, 64 hexadecimal digits. */
  public String checksum() {
    return checksum;
  }

  /**
   * The first numbers of {@code vector}, rotated.
   *
   * @param vector {@code float[dimension()]}, not changed
   * @param length 1 to {@link #rows}
   * @return a new {@code float[length]}
   */
  public float[] apply(float[] vector, int length) {
    if (vector.length != dimension || length < 1 || length > rows) {
      throw new IllegalArgumentException(
          length
              + " of "
              + vector.length
              + " numbers, of a rotation to "
              + rows
              + " of "
              + dimension);
    }
    double[] sums = new double[length];
    for (int i = 0; i < dimension; i++) {
      addColumn(sums, vector[i], columns, i * rows);
    }
    float[] rotated = new float[length];
    for (int row = 0; row < length; row++) {
      rotated[row] = (float) sums[row];
    }
    return rotated;
  }

  /** A method of its own, so that the compiler makes vector instructions of it. */
  private static void addColumn(double[] sums, double factor, float[] columns, int start) {
    for (int row = 0; row < sums.length; row++) {
      sums[row] += factor * columns[start + row];
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rotation rotation && rotation.checksum.equals(checksum);
  }

  @Override
  public int hashCode() {
    return checksum.hashCode();
  }

  @Override
  public String toString() {
    return "Rotation[" + rows + " of " + dimension + ", " + checksum + "]";
  }
}
