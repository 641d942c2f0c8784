package org.fiducial.architecture.planted.number;

/** Depends on KeY; see {@code de.uka.ilkd.key} among the planted classes. */
final class Prover {
    int steps() {
        return de.uka.ilkd.key.PlantedProof.STEPS.length;
    }
}
