/** Tests of reading, rewriting and keeping graphs. */
@NullMarked
package io.sutra.mlbase.onnx.graph;

import org.jspecify.annotations.NullMarked;
