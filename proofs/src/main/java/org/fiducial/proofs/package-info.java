/** KeY over the verified core: runs the proofs, records what closed each contract and who calls it. Tool code, never shipped. */
@NullMarked
package org.fiducial.proofs;

import org.jspecify.annotations.NullMarked;
