/**
 * The discrete heart of operators and arithmetics: choices, orders, ranges, tiles, codes, certificates and residues, each method with a
 * contract that KeY proves, overflow included. Plain Java on primitives and arrays, without state.
 */
@NullMarked
package org.fiducial.verified;

import org.jspecify.annotations.NullMarked;
