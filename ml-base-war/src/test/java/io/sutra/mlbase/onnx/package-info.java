/** Tests of running graphs. */
@NullMarked
package io.sutra.mlbase.onnx;

import org.jspecify.annotations.NullMarked;
