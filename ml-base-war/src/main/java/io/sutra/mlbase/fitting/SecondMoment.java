package io.sutra.mlbase.fitting;

import io.sutra.domain.vector.Rotation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The mean of {@code v vᵀ} over vectors of length one, and the rotation that it leads to. The
 * vectors' mean is not taken away first: cosines are measured from zero. Not thread-safe.
 */
final class SecondMoment {

  private final int dimension;

  /** The lower triangle, row by row. */
  private final double[][] sums;

  private long vectors;

  SecondMoment(int dimension) {
    this.dimension = dimension;
    this.sums = new double[dimension][];
    for (int row = 0; row < dimension; row++) {
      sums[row] = new double[row + 1];
    }
  }

  /**
   * Adds one vector, {@code float[dimension]}, scaled to length one; a vector of zeros counts not.
   */
  void add(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    if (squares == 0) {
      return;
    }
    for (int row = 0; row < dimension; row++) {
      double[] sumsOfRow = sums[row];
      double factor = vector[row] / squares;
      for (int column = 0; column <= row; column++) {
        sumsOfRow[column] += factor * vector[column];
      }
    }
    vectors++;
  }

  long vectors() {
    return vectors;
  }

  /** The rotation whose rows are {@link #directions}. */
  Rotation rotation(int rows) {
    return Rotation.of(directions(rows));
  }

  /**
   * The eigenvectors of the largest eigenvalues, the largest first.
   *
   * @param rows how many
   * @return {@code float[rows][dimension]}
   */
  float[][] directions(int rows) {
    var matrix = new DMatrixRMaj(dimension, dimension);
    for (int row = 0; row < dimension; row++) {
      for (int column = 0; column <= row; column++) {
        double mean = sums[row][column] / vectors;
        matrix.set(row, column, mean);
        matrix.set(column, row, mean);
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(dimension, true, true);
    if (!eigen.decompose(matrix)) {
      throw new IllegalStateException("the second-moment matrix has no eigenvectors");
    }
    int[] largestFirst =
        IntStream.range(0, dimension)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
            .mapToInt(Integer::intValue)
            .toArray();
    float[][] result = new float[rows][];
    Arrays.setAll(result, row -> row(eigen.getEigenVector(largestFirst[row])));
    return result;
  }

  /** Of the two directions of an eigenvector, that in which its largest number is positive. */
  private float[] row(DMatrixRMaj eigenvector) {
    double largest = 0;
    for (int i = 0; i < dimension; i++) {
      if (Math.abs(eigenvector.get(i)) > Math.abs(largest)) {
        largest = eigenvector.get(i);
      }
    }
    float[] row = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      row[i] = (float) (largest < 0 ? -eigenvector.get(i) : eigenvector.get(i));
    }
    return row;
  }
}
