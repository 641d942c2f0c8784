package org.fiducial.claims;

import java.util.List;
import org.fiducial.oracle.Curves;
import org.fiducial.oracle.scatterbrain.TemperaturePicture;
import org.fiducial.theory.scatterbrain.TemperatureCurves;

/** The pictures that belong to claims. */
final class ClaimFigures {
    private ClaimFigures() {}

    /** Those of one claim, mostly none. */
    static List<Curves> of(String claim) {
        return claim.equals("scatterbrain-C15")
                ? List.of(TemperaturePicture.of(TemperatureCurves.clustered()))
                : List.of();
    }
}
