package org.fiducial.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;
import picocli.CommandLine;

class ModelOptionsTest {
    @Provide
    Arbitrary<FloatModel> models() {
        Arbitrary<Format> any = Arbitraries.of(Format.all());
        Arbitrary<Format> wide = Arbitraries.of(Format.BINARY32, Format.BINARY64);
        Arbitrary<SumOrder> sums = Arbitraries.of("any", "depth:16", "depth:4096", "tiles:64", "tiles:1")
                .map(SumOrder::parse);
        return Combinators.combine(
                        any,
                        wide,
                        any.injectNull(0.5),
                        sums,
                        Arbitraries.of(0.5, 1.0, 2.0, 3.25),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((output, accumulate, optional, sum, ulps, one, other) -> FloatModel.of(output)
                        .withAccumulate(accumulate)
                        .withWeights(optional == null ? accumulate : optional)
                        .withLogits(one ? optional : null)
                        .withExp(ulps, ExpArgument.values()[(int) (ulps * 4) % 3])
                        .withScale(ScalePlacement.values()[one ? 1 : 0], (int) (ulps * 4) % 5, other ? optional : null)
                        .withSum(sum)
                        .withFlushToZero(one)
                        .withReciprocalNormaliser(other));
    }

    /** The command line that the demo prints declares the model that it judged by. */
    @Property(tries = 300)
    void argumentsDeclareTheModelTheyWereMadeFrom(@ForAll("models") FloatModel model) {
        Holder holder = new Holder();
        new CommandLine(holder)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(ModelOptions.arguments(model).toArray(String[]::new));
        assertEquals(model, holder.options.model(Format.BINARY16));
    }

    @CommandLine.Command(name = "holder")
    static final class Holder {
        @CommandLine.Mixin
        private ModelOptions options = new ModelOptions();
    }
}
