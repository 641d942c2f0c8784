package org.fiducial.theory;

import java.util.List;
import java.util.Map;

/** The checks of one operator's claims. Implementations are found by {@link java.util.ServiceLoader}. */
public interface ClaimSource {
    /** Slug of the operator's sheet. */
    String operator();

    /** The parts of each claim's check, by the claim's number. A number without parts is an open claim. */
    Map<Integer, List<Part>> parts();
}
