package org.fiducial.theory.identity;

import org.fiducial.theory.EvidenceKind;
import org.fiducial.theory.random.RandomStream;

/** How an identity test treats exponentials (claim-kinds, section 2), and so what a pass says. */
public enum Level {
    /** Independent exponentials: a statement about all real inputs. */
    INDEPENDENT(EvidenceKind.IDENTITY, "level A: all real inputs"),
    /** n -> g^n for exact integers n with a random base: a statement about the real operator at the integer exponents tested. */
    INTEGER(EvidenceKind.CERTIFIED, "level B: integer exponents as tested, all values that stay out of exponents");

    private final EvidenceKind kind;
    private final String scope;

    Level(EvidenceKind kind, String scope) {
        this.kind = kind;
        this.scope = scope;
    }

    public EvidenceKind kind() {
        return kind;
    }

    public String scope() {
        return scope;
    }

    PrimeField field(Modulus mod, RandomStream random) {
        return this == INDEPENDENT ? PrimeField.independent(mod, random) : PrimeField.integerPowers(mod, random);
    }

    DegreeAnalysis analysis() {
        return this == INDEPENDENT ? DegreeAnalysis.independent() : DegreeAnalysis.integerPowers();
    }
}
