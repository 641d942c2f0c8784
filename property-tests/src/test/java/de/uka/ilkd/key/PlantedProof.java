package de.uka.ilkd.key;

/** Stands for KeY in the test that the rule against it can fail; KeY itself is not on this module's path. */
public final class PlantedProof {
    public static final int[] STEPS = {1};

    private PlantedProof() {}
}
