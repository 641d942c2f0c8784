package org.fiducial.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fiducial.arithmetic.model.ExpArgument;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.arithmetic.model.ScalePlacement;
import org.fiducial.arithmetic.model.SumOrder;
import org.fiducial.number.Format;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that declare a float model: what the implementation under test may round, and nothing else. */
final class ModelOptions {
    private static final String FORMATS = "FORMAT";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--format",
            paramLabel = FORMATS,
            description = "Format of the output: binary16, bfloat16, tf32, binary32, binary64, e4m3 or e5m2."
                    + " Default: the format of the candidate tensor.")
    private @Nullable String format;

    @Option(
            names = "--accumulate",
            paramLabel = FORMATS,
            description =
                    "Format in which products and sums are rounded. Default: binary64 for a binary64 output, else binary32.")
    private @Nullable String accumulate;

    @Option(
            names = "--weights-format",
            paramLabel = FORMATS,
            description = "Format in which softmax weights are stored before the product with the values."
                    + " Default: the accumulation format.")
    private @Nullable String weights;

    @Option(
            names = "--logits-format",
            paramLabel = FORMATS,
            description = "Format in which logits are stored before the exponential. Default: not stored.")
    private @Nullable String logits;

    @Option(
            names = "--exp-ulps",
            paramLabel = "N",
            description =
                    "Error of the exponential, in units in the last place of the accumulation format. Default: 2.")
    private @Nullable Double expUlps;

    @Option(
            names = "--exp-argument",
            paramLabel = "FORM",
            description = "How the exponential's argument is formed: natural, base2 or fused. Default: natural.")
    private @Nullable ExpArgument argument;

    @Option(
            names = "--scale-placement",
            paramLabel = "PLACE",
            description = "Where the scale is applied: once, or split between queries and keys. Default: once.")
    private @Nullable ScalePlacement scalePlacement;

    @Option(
            names = "--scale-roundings",
            paramLabel = "N",
            description =
                    "Roundings in forming the scale: 0 if it is exact, 1 if correctly rounded, 2 for 1/sqrt(d) in two steps. Default: 2.")
    private @Nullable Integer scaleRoundings;

    @Option(
            names = "--scaled-query-format",
            paramLabel = FORMATS,
            description = "Format to which scaled queries are rounded before the first product. Default: not rounded.")
    private @Nullable String scaledQuery;

    @Option(
            names = "--sum",
            paramLabel = "ORDER",
            description = "Order of the sums over keys: any, depth:H (a term passes through at most H additions)"
                    + " or tiles:B (tiles of B keys, any order inside). Default: any.")
    private @Nullable String sum;

    @Option(names = "--flush-to-zero", description = "Results below the normal range may become zero.")
    private boolean flushToZero;

    @Option(
            names = "--reciprocal-normaliser",
            description = "The division by the normaliser is a product with its rounded reciprocal.")
    private boolean reciprocal;

    /** The declared model, for a candidate stored in that format. */
    FloatModel model(Format candidate) {
        try {
            return over(FloatModel.of(format == null ? candidate : Format.named(format)));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** A model that an implementation declares itself, with the options that are given in place of what it says. */
    FloatModel model(FloatModel own) {
        try {
            return over(format == null ? own : own.withOutput(Format.named(format)));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private FloatModel over(FloatModel base) {
        FloatModel m = base;
        if (accumulate != null) {
            // Weights that are not declared stay in the accumulation format.
            m = m.withAccumulate(Format.named(accumulate)).withWeights(Format.named(accumulate));
        }
        m = weights == null ? m : m.withWeights(Format.named(weights));
        m = logits == null ? m : m.withLogits(Format.named(logits));
        m = m.withExp(expUlps == null ? m.expUlps() : expUlps, argument == null ? m.argument() : argument);
        m = m.withScale(
                scalePlacement == null ? m.scalePlacement() : scalePlacement,
                scaleRoundings == null ? m.scaleRoundings() : scaleRoundings,
                scaledQuery == null ? m.scaledQuery() : Format.named(scaledQuery));
        m = sum == null ? m : m.withSum(SumOrder.parse(sum));
        return m.withFlushToZero(flushToZero || m.flushToZero())
                .withReciprocalNormaliser(reciprocal || m.reciprocalNormaliser());
    }

    /** The words of a command line that declare this model; what holds by default is left out. */
    static List<String> arguments(FloatModel m) {
        FloatModel plain = FloatModel.of(m.output());
        List<String> words =
                new ArrayList<>(List.of("--format", lower(m.output()), "--accumulate", lower(m.accumulate())));
        Format stored = m.logits();
        Format query = m.scaledQuery();
        add(words, m.weights() != m.accumulate(), "--weights-format", lower(m.weights()));
        add(words, stored != null, "--logits-format", stored == null ? "" : lower(stored));
        add(words, m.expUlps() != plain.expUlps(), "--exp-ulps", Double.toString(m.expUlps()));
        add(
                words,
                m.argument() != plain.argument(),
                "--exp-argument",
                m.argument().name().toLowerCase(Locale.ROOT));
        add(
                words,
                m.scalePlacement() != plain.scalePlacement(),
                "--scale-placement",
                m.scalePlacement().name().toLowerCase(Locale.ROOT));
        add(
                words,
                m.scaleRoundings() != plain.scaleRoundings(),
                "--scale-roundings",
                Integer.toString(m.scaleRoundings()));
        add(words, query != null, "--scaled-query-format", query == null ? "" : lower(query));
        add(words, !m.sum().equals(SumOrder.ANY), "--sum", m.sum().toString());
        add(words, m.flushToZero(), "--flush-to-zero");
        add(words, m.reciprocalNormaliser(), "--reciprocal-normaliser");
        return words;
    }

    private static void add(List<String> words, boolean differs, String... option) {
        if (differs) {
            words.addAll(List.of(option));
        }
    }

    private static String lower(Format f) {
        return f.name().toLowerCase(Locale.ROOT);
    }

    /** Option, value and meaning of each, as the options themselves say it. */
    static List<List<String>> describe() {
        List<List<String>> rows = new ArrayList<>();
        for (OptionSpec o : CommandLine.Model.CommandSpec.forAnnotatedObject(new ModelOptions())
                .options()) {
            String value = o.arity().max() == 0 ? "" : o.paramLabel().toUpperCase(Locale.ROOT);
            rows.add(List.of(o.longestName(), value, String.join(" ", o.description())));
        }
        return rows;
    }
}
