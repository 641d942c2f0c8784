package org.fiducial.oracle.text;

import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.ExponentialField;
import org.fiducial.arithmetic.emulated.EmulatedReals;
import org.fiducial.arithmetic.lifted.Grid;
import org.fiducial.arithmetic.lifted.LiftedReals;
import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;
import org.jspecify.annotations.Nullable;

/** A mistake that can be evaluated on a slice: an altered text, or the right one in a format coarser than declared. */
sealed interface TextMistake {
    String name();

    String description();

    /** What the mistake gives, in exact arithmetic otherwise or in an emulation; null if nothing changes or that model declares it. */
    <X> double @Nullable [] value(Enclosing<X> engine, TextSlice slice, FloatModel model, TextEnvelope right);

    /** The mistaken slice with all that the mistake explains; null as {@link #value} is. */
    <X> @Nullable Mistaken of(Enclosing<X> engine, TextSlice slice, FloatModel model, TextEnvelope right);

    /** Whether an implementation that makes the mistake can return this number. */
    default boolean mayReturn(double x) {
        return true;
    }

    /** Whether it fits small deviations of any cause, so that a diagnosis needs more than an envelope. */
    boolean isCoarse();

    /**
     * A mistaken slice.
     *
     * @param value what the mistake gives
     * @param centre centres of what the mistake explains
     * @param bound half-widths of what it explains
     */
    record Mistaken(double[] value, double[] centre, double[] bound) {}

    /** An altered text, by its name in the slice. */
    record Altered(String name, String description) implements TextMistake {
        @Override
        public <X> double @Nullable [] value(
                Enclosing<X> engine, TextSlice slice, FloatModel model, TextEnvelope right) {
            OperatorText text = slice.mistakes().get(name);
            return text == null
                    ? null
                    : engine.enclosures(text.evaluate(engine)).mid();
        }

        @Override
        public <X> @Nullable Mistaken of(Enclosing<X> engine, TextSlice slice, FloatModel model, TextEnvelope right) {
            OperatorText text = slice.mistakes().get(name);
            return text == null ? null : exactly(TextEnvelope.certain(engine, model, text));
        }

        @Override
        public boolean isCoarse() {
            return false;
        }
    }

    /** Inputs rounded to a format before anything else. */
    record CoarseInputs(String name, String description, Format format) implements TextMistake {
        @Override
        public <X> double[] value(Enclosing<X> engine, TextSlice slice, FloatModel model, TextEnvelope right) {
            return engine.enclosures(rounded(slice).evaluate(engine)).mid();
        }

        @Override
        public <X> Mistaken of(Enclosing<X> engine, TextSlice slice, FloatModel model, TextEnvelope right) {
            return exactly(TextEnvelope.certain(engine, model, rounded(slice)));
        }

        private OperatorText rounded(TextSlice slice) {
            return new OperatorText() {
                @Override
                public <T> T evaluate(ExponentialField<T> a) {
                    return slice.algorithms().get(0).evaluate(new RoundedInputs<>(a, format));
                }
            };
        }

        @Override
        public boolean isCoarse() {
            return false;
        }
    }

    /** Products and sums rounded to a format. */
    record CoarseAccumulation(String name, String description, Format format) implements TextMistake {
        @Override
        public <X> double @Nullable [] value(
                Enclosing<X> engine, TextSlice slice, FloatModel model, TextEnvelope right) {
            if (format.precision() >= model.accumulate().precision()) {
                return null;
            }
            LiftedReals<Double> emulated = new LiftedReals<>(new EmulatedReals(format));
            Grid<Double> grid = slice.algorithms().get(0).evaluate(emulated);
            double[] value = new double[slice.rows() * slice.columns()];
            for (int e = 0; e < value.length; e++) {
                value[e] = emulated.get(grid, e / slice.columns(), e % slice.columns());
            }
            return value;
        }

        @Override
        public <X> @Nullable Mistaken of(Enclosing<X> engine, TextSlice slice, FloatModel model, TextEnvelope right) {
            return inside(value(engine, slice, model, right), engine, model.withAccumulate(format), slice);
        }

        @Override
        public boolean isCoarse() {
            return true;
        }
    }

    /** The result stored in a format. */
    record CoarseOutput(String name, String description, Format format) implements TextMistake {
        @Override
        public <X> double @Nullable [] value(
                Enclosing<X> engine, TextSlice slice, FloatModel model, TextEnvelope right) {
            if (format.precision() >= model.output().precision()) {
                return null;
            }
            double[] value = right.mid().clone();
            for (int e = 0; e < value.length; e++) {
                value[e] = format.round(value[e]);
            }
            return value;
        }

        @Override
        public <X> @Nullable Mistaken of(Enclosing<X> engine, TextSlice slice, FloatModel model, TextEnvelope right) {
            return inside(value(engine, slice, model, right), engine, model.withOutput(format), slice);
        }

        @Override
        public boolean mayReturn(double x) {
            return !Double.isFinite(x) || format.round(x) == x;
        }

        @Override
        public boolean isCoarse() {
            return true;
        }
    }

    /** A value, and everything inside the envelope of a model that admits the format. */
    private static <X> @Nullable Mistaken inside(
            double @Nullable [] value, Enclosing<X> engine, FloatModel admitting, TextSlice slice) {
        if (value == null) {
            return null;
        }
        TextEnvelope wide = TextEnvelope.certain(engine, admitting, slice);
        return new Mistaken(value, wide.mid(), wide.bound());
    }

    private static Mistaken exactly(TextEnvelope e) {
        double[] bound = e.bound().clone();
        for (int i = 0; i < bound.length; i++) {
            bound[i] += e.radius()[i];
        }
        return new Mistaken(e.mid(), e.mid(), bound);
    }
}
