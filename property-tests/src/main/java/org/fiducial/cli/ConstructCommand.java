package org.fiducial.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fiducial.oracle.CaseException;
import org.fiducial.report.TextTable;
import org.fiducial.tensor.NewFile;
import org.fiducial.theory.construction.Construction;
import org.fiducial.theory.construction.ConstructionException;
import org.fiducial.theory.construction.EqualTokenBound;
import org.fiducial.theory.construction.GatheredInterpolation;
import org.fiducial.theory.construction.InterpolatingNetwork;
import org.fiducial.theory.construction.LookUpNetwork;
import org.fiducial.theory.construction.Norm;
import org.fiducial.theory.construction.RidgeNetwork;
import org.fiducial.theory.target.Target;
import org.fiducial.theory.target.TargetException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fiducial construct OPERATOR}: a network for a target, with its error certified on the whole domain. */
@Command(
        name = "construct",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Builds a network that approximates a target, and certifies its error on the whole domain [0, 1]^n.",
            "",
            "The weights written are the ones that the certificate is about, evaluated exactly; no point is sampled.",
            "",
            "A target is n expressions separated by ';', or one for all tokens: numbers, x1 .. xn, x (the token's own number), i "
                    + "(the token's position, from 1), n, pi, + - * / ^, parentheses, and abs, cos, exp, log, max, min, sin, sqrt, tanh."
        },
        footer = {
            "",
            "Example: fiducial construct urpe --target \"sin(3*x1)*exp(x2); abs(x1-x2)\" --eps 0.1 --to target/network",
            "Exit status: 0 built and certified, 2 usage, a target that cannot be read or enclosed, or too large a network."
        })
final class ConstructCommand implements Callable<Integer> {
    private static final int WIDTH = 120;
    private static final int MOST_TOKENS = 4;
    private static final String TABLE = "0.5,0.2,0.1,0.05";

    private final Terminal terminal;

    @Parameters(paramLabel = "OPERATOR", description = "urpe or uat-single-layer.")
    private String operator;

    @Option(names = "--target", required = true, paramLabel = "EXPR", description = "What to approximate.")
    private String target;

    @Option(names = "--n", paramLabel = "N", description = "Number of tokens. Default: 2.")
    private int n = 2;

    @Option(names = "--eps", paramLabel = "EPS", description = "Largest error allowed. Default: 0.1.")
    private double eps = 0.1;

    @Option(
            names = "--norm",
            paramLabel = "NORM",
            description =
                    "sup for the largest entry, or L1, L2, ...: integral over the cube of the sum of powers. Default: sup.")
    private String norm = "sup";

    @Option(
            names = "--builder",
            paramLabel = "NAME",
            description = {
                "urpe: interpolation (any norm; default for sup) or look-up (not sup; default for L1, L2, ...).",
                "uat-single-layer: ridges (polynomials; their default) or interpolation (anything continuous)."
            })
    private @Nullable String builder;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Folder for network.safetensors, network.json and run.py.")
    private @Nullable Path folder;

    @Option(
            names = "--table",
            arity = "0..1",
            fallbackValue = TABLE,
            paramLabel = "EPS,...",
            description = "Print what networks cost for several errors instead. Default: " + TABLE + ".")
    private @Nullable String table;

    ConstructCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws CaseException, IOException {
        Target f = read();
        Norm d = norm(norm);
        if (table != null) {
            if (folder != null) {
                throw new CaseException("--table and --to, expected one of them");
            }
            cost(f, d, table);
            return ExitStatus.CONFORMS;
        }
        requireEps(eps, "--eps");
        if (folder != null) {
            NewFile.requireFolder(folder);
        }
        long start = System.nanoTime();
        Construction c = build(f, d, eps);
        double seconds = (System.nanoTime() - start) * 1e-9;
        NetworkFiles files = folder == null ? null : NetworkFiles.write(folder, c);
        print(c, seconds);
        if (files != null) {
            terminal.out().println();
            terminal.out().println("Weights: " + files.weights() + ", described in " + files.description());
            terminal.out().println("Run it: python3 " + files.program() + (n == 2 ? " 0.25 0.75" : ""));
        }
        return ExitStatus.CONFORMS;
    }

    private Target read() throws CaseException {
        if (n < 1 || n > MOST_TOKENS) {
            throw new CaseException("--n " + n + ", expected 1 to " + MOST_TOKENS + " tokens");
        }
        try {
            return Target.parse(target, n);
        } catch (TargetException e) {
            throw new CaseException(String.valueOf(e.getMessage()));
        }
    }

    private static Norm norm(String text) throws CaseException {
        try {
            return Norm.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CaseException("--" + e.getMessage());
        }
    }

    private static void requireEps(double eps, String where) throws CaseException {
        if (!(eps >= 1e-6 && eps <= 1e6)) {
            throw new CaseException(where + " " + eps + ", expected a number from 1e-6 to 1e6");
        }
    }

    private Construction build(Target f, Norm d, double error) throws CaseException {
        String how = builder == null ? "" : builder;
        try {
            switch (operator) {
                case "urpe":
                    if (how.isEmpty() ? d.isSup() : how.equals("interpolation")) {
                        return InterpolatingNetwork.of(f, d, error);
                    } else if (how.isEmpty() || how.equals("look-up")) {
                        return LookUpNetwork.of(f, d, error);
                    }
                    throw new CaseException("--builder " + how + ", expected interpolation or look-up for urpe");
                case "uat-single-layer":
                    if (how.equals("ridges")
                            || how.isEmpty() && !f.polynomials().isEmpty()) {
                        return RidgeNetwork.of(f, d, error);
                    } else if (how.isEmpty() || how.equals("interpolation")) {
                        return GatheredInterpolation.of(f, d, error);
                    }
                    throw new CaseException(
                            "--builder " + how + ", expected ridges or interpolation for uat-single-layer");
                default:
                    throw new CaseException("unknown operator '" + operator + "', expected urpe or uat-single-layer");
            }
        } catch (ConstructionException e) {
            throw new CaseException(String.valueOf(e.getMessage()));
        } catch (ArithmeticException e) {
            throw new CaseException("target '" + target + "' leaves the range of binary64: " + e.getMessage()
                    + ", expected values that are finite and of moderate size");
        }
    }

    private void print(Construction c, double seconds) {
        terminal.out()
                .println(terminal.heading(c.operator()) + ": " + c.target().text() + " on [0, 1]^" + n + ", "
                        + c.builder());
        terminal.out().println();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "certified error",
                c.bound() + " in the norm " + c.norm() + " (asked for " + eps
                        + "), for the weights evaluated exactly, on the whole domain"));
        for (Map.Entry<String, String> fact : c.facts().entrySet()) {
            rows.add(List.of(fact.getKey(), fact.getValue()));
        }
        for (int b = 0; b < c.network().blocks().size(); b++) {
            int heads = c.network().blocks().get(b).heads().size();
            rows.add(List.of(
                    "block " + (b + 1),
                    heads + (heads == 1 ? " head, " : " heads, ") + "hidden width "
                            + c.hidden().get(b).replace("x", ", then ")));
        }
        rows.add(List.of("channels", String.valueOf(c.channels())));
        rows.add(List.of("hidden units", String.valueOf(c.units())));
        rows.add(List.of("weights not zero", String.valueOf(c.weights())));
        EqualTokenBound least = EqualTokenBound.of(c.target());
        if (c.operator().equals("urpe") && least.value() > 0) {
            rows.add(List.of(
                    "without multipliers",
                    "no network with relative biases alone has a largest error below " + least.value()
                            + ", of any depth and width (urpe-C2, all tokens " + least.at() + ")"));
            if (!c.norm().isSup()) {
                rows.add(List.of("", "in the norm " + c.norm() + " some come as near as asked (urpe-C3)"));
            }
        }
        rows.add(List.of("seconds", String.format(Locale.ROOT, "%.2f", seconds)));
        TextTable.lines(rows, 2, WIDTH).forEach(terminal.out()::println);
    }

    private void cost(Target f, Norm d, String list) throws CaseException {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "eps",
                "certified",
                "blocks",
                "heads",
                "channels",
                "hidden widths",
                "hidden units",
                "weights",
                "seconds"));
        for (String text : list.split(",", -1)) {
            double error;
            try {
                error = Double.parseDouble(text.strip());
            } catch (NumberFormatException e) {
                throw new CaseException("--table " + list + ", expected numbers separated by commas");
            }
            requireEps(error, "--table");
            long start = System.nanoTime();
            Construction c = build(f, d, error);
            rows.add(List.of(
                    text.strip(),
                    String.format(Locale.ROOT, "%.6f", c.bound() + 5e-7),
                    String.valueOf(c.network().blocks().size()),
                    String.valueOf(c.heads()),
                    String.valueOf(c.channels()),
                    String.join(" ", c.hidden()),
                    String.valueOf(c.units()),
                    String.valueOf(c.weights()),
                    String.format(Locale.ROOT, "%.2f", (System.nanoTime() - start) * 1e-9)));
        }
        terminal.out()
                .println(terminal.heading(operator) + ": cost of " + f.text() + " on [0, 1]^" + n + ", norm " + d);
        TextTable.lines(rows, 2, WIDTH).forEach(terminal.out()::println);
    }
}
