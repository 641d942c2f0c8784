package org.fiducial.theory.construction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fiducial.arithmetic.exact.Rational;
import org.fiducial.operator.network.Affine;
import org.fiducial.operator.network.FeedForward;

/**
 * Rectifiers in levels: signals 0 .. inputs - 1 are inputs, every further signal is ReLU of a form of signals of earlier levels; the result
 * is a form of the last level's signals. It becomes one feed-forward network of several hidden layers, or one residual feed-forward
 * network a level.
 */
final class Circuit {
    private final int inputs;
    private final List<List<Integer>> levels = new ArrayList<>();
    private final List<LinearForm> arguments = new ArrayList<>();
    private final Map<LinearForm, Integer> known = new HashMap<>();
    private LinearForm result = LinearForm.ZERO;

    Circuit(int inputs) {
        this.inputs = inputs;
    }

    /** ReLU of a form, on a level counted from 0; the same form again is the same signal. */
    LinearForm rectified(int level, LinearForm argument) {
        Integer signal = known.get(argument);
        if (signal == null) {
            signal = inputs + arguments.size();
            arguments.add(argument);
            known.put(argument, signal);
            while (levels.size() <= level) {
                levels.add(new ArrayList<>());
            }
            levels.get(level).add(signal);
        }
        return LinearForm.signal(signal);
    }

    /** The larger of two forms: x + ReLU(y - x). */
    LinearForm max(int level, LinearForm x, LinearForm y) {
        return x.plus(rectified(level, y.minus(x)));
    }

    /** The largest of several forms by a binary tree from that level on. */
    LinearForm max(int level, List<LinearForm> forms) {
        List<LinearForm> now = forms;
        for (int l = level; now.size() > 1; l++) {
            List<LinearForm> next = new ArrayList<>();
            for (int k = 0; k < now.size(); k += 2) {
                next.add(k + 1 < now.size() ? max(l, now.get(k), now.get(k + 1)) : now.get(k));
            }
            now = next;
        }
        return now.get(0);
    }

    void result(LinearForm form) {
        result = form;
    }

    int depth() {
        return levels.size();
    }

    int width(int level) {
        return levels.get(level).size();
    }

    /**
     * One residual feed-forward network a level, on channels that are zero where a signal or the result goes.
     *
     * @param channels number of channels
     * @param input each input as a form of channels
     * @param firstFree the first of the channels that take the signals of all levels but the last
     * @param output the channel that takes the result
     */
    List<FeedForward<SparseMatrix>> residual(int channels, List<LinearForm> input, int firstFree, int output) {
        List<FeedForward<SparseMatrix>> blocks = new ArrayList<>();
        int free = firstFree;
        Map<Integer, LinearForm> place = new HashMap<>();
        for (int l = 0; l < levels.size(); l++) {
            List<Integer> units = levels.get(l);
            boolean last = l == levels.size() - 1;
            List<LinearForm> read = new ArrayList<>();
            SparseMatrix out = new SparseMatrix(units.size(), channels);
            for (int u = 0; u < units.size(); u++) {
                int signal = units.get(u);
                read.add(argument(signal).substitute(s -> s < inputs ? input.get(s) : required(place, s)));
                if (last) {
                    out.set(u, output, result.coefficients().getOrDefault(signal, Rational.ZERO));
                } else {
                    out.set(u, free, 1);
                    place.put(signal, LinearForm.signal(free++));
                }
            }
            SparseMatrix offset = last ? new SparseMatrix(1, channels).set(0, output, result.constant()) : null;
            blocks.add(new FeedForward<>(List.of(affine(channels, read), new Affine<>(out, offset)), true));
        }
        return blocks;
    }

    private LinearForm argument(int signal) {
        return arguments.get(signal - inputs);
    }

    private static LinearForm required(Map<Integer, LinearForm> place, int signal) {
        LinearForm form = place.get(signal);
        if (form == null) {
            throw new IllegalStateException("signal " + signal + " is read before it is made");
        }
        return form;
    }

    /** The map of which column u is a form of the rows' signals. */
    static Affine<SparseMatrix> affine(int width, List<LinearForm> columns) {
        SparseMatrix weights = new SparseMatrix(width, columns.size());
        SparseMatrix offset = new SparseMatrix(1, columns.size());
        for (int u = 0; u < columns.size(); u++) {
            LinearForm form = columns.get(u);
            for (Map.Entry<Integer, Rational> e : form.coefficients().entrySet()) {
                weights.set(e.getKey(), u, e.getValue());
            }
            offset.set(0, u, form.constant());
        }
        return new Affine<>(weights, offset);
    }

    /**
     * One feed-forward network with as many hidden layers as levels. What a later level reads of the inputs and of earlier signals is
     * carried through as its own rectifier, so every input that is carried must not be negative.
     *
     * @param channels number of channels
     * @param input each input as a form of channels
     * @param output the channel that takes the result
     */
    FeedForward<SparseMatrix> deep(int channels, List<LinearForm> input, int output) {
        List<Affine<SparseMatrix>> layers = new ArrayList<>();
        Map<Integer, Integer> before = new TreeMap<>();
        for (int l = 0; l < levels.size(); l++) {
            Set<Integer> carried = carried(l);
            List<LinearForm> read = new ArrayList<>();
            Map<Integer, Integer> place = new TreeMap<>();
            Map<Integer, Integer> from = before;
            int level = l;
            java.util.function.IntFunction<LinearForm> at =
                    s -> level == 0 ? input.get(s) : LinearForm.signal(java.util.Objects.requireNonNull(from.get(s)));
            for (int signal : levels.get(l)) {
                place.put(signal, read.size());
                read.add(argument(signal).substitute(at));
            }
            for (int signal : carried) {
                place.put(signal, read.size());
                read.add(at.apply(signal));
            }
            layers.add(affine(l == 0 ? channels : layers.get(l - 1).weights().columns(), read));
            before = place;
        }
        SparseMatrix out =
                new SparseMatrix(layers.get(layers.size() - 1).weights().columns(), channels);
        for (Map.Entry<Integer, Rational> e : result.coefficients().entrySet()) {
            out.set(java.util.Objects.requireNonNull(before.get(e.getKey())), output, e.getValue());
        }
        layers.add(new Affine<>(out, new SparseMatrix(1, channels).set(0, output, result.constant())));
        return new FeedForward<>(layers, true);
    }

    /** Signals made before the given level that a later one reads. */
    private Set<Integer> carried(int level) {
        Set<Integer> later = new LinkedHashSet<>();
        for (int l = level + 1; l < levels.size(); l++) {
            for (int signal : levels.get(l)) {
                later.addAll(argument(signal).coefficients().keySet());
            }
        }
        for (int l = level; l < levels.size(); l++) {
            later.removeAll(levels.get(l));
        }
        return later;
    }
}
