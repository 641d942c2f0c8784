/**
 * Kernels of the operators and what runs them: a GPU through CUDA's driver, or an ordinary processor through a small stand-in for CUDA that
 * compiles the same sources.
 */
@NullMarked
package org.fiducial.gpu;

import org.jspecify.annotations.NullMarked;
