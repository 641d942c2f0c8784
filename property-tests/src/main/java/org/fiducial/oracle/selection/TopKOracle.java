package org.fiducial.oracle.selection;

import java.util.List;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.DescribedOperator;
import org.fiducial.oracle.NamedMistake;

/** The k largest of each row as the command line and the library know them. */
public final class TopKOracle extends DescribedOperator {
    static final String NAME = "top-k";

    static final List<ParameterDescription> PARAMETERS = List.of(
            new ParameterDescription("k", "1 to n", ParameterDescription.REQUIRED, "how many of each row are chosen"),
            new ParameterDescription(
                    "order", "descending|any", "descending", "whether the chosen ones come the largest first"),
            new ParameterDescription(
                    "ties",
                    "smaller-index|any",
                    "smaller-index",
                    "of equal scores the one of the smaller index comes first, or any of them"));

    private static final OperatorDescription DESCRIPTION = new OperatorDescription(
            NAME,
            "Top-k: the k largest of each row",
            "The indices and values of the k largest of the scores of each row of the last axis. Scores are exact numbers and comparisons do"
                    + " not round, so a wrong choice is certain; -0 and 0 are equal. Of the model nothing counts.",
            List.of(new TensorDescription("scores", List.of("x"), "[.., n]", true, "the scores")),
            List.of(
                    new TensorDescription(
                            "indices", List.of(), "[.., k], whole numbers of any type", true, "indices from 0"),
                    new TensorDescription("values", List.of(), "[.., k]", false, "the scores there")),
            PARAMETERS,
            List.of("rows"));

    public TopKOracle() {
        super(DESCRIPTION, NamedMistake.catalogue(TopKMistake.values()), (operator, t, p) -> new TopKCase(t, p));
    }

    @Override
    public boolean isDiscrete(String output) {
        return output.equals("indices");
    }
}
