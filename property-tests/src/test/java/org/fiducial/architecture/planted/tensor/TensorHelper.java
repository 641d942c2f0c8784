package org.fiducial.architecture.planted.tensor;

/** Named after plumbing. */
final class TensorHelper {}
