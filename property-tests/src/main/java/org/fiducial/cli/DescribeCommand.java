package org.fiducial.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fiducial.operator.OperatorDescription;
import org.fiducial.operator.OperatorDescription.ParameterDescription;
import org.fiducial.operator.OperatorDescription.TensorDescription;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.report.TextTable;
import org.fiducial.theory.Claims;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fiducial describe OPERATOR}: everything a user has to know to bring a case. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = "Documents an operator: inputs, parameters, outputs, float model, claims, known mistakes.")
final class DescribeCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    private final Terminal terminal;
    private final List<CheckedOperator> operators;

    @Parameters(paramLabel = "OPERATOR", description = "Name, as 'fiducial operators' lists it.")
    private String name;

    DescribeCommand(Terminal terminal, List<CheckedOperator> operators) {
        this.terminal = terminal;
        this.operators = operators;
    }

    @Override
    public Integer call() throws CaseException {
        CheckedOperator operator = CheckedOperator.named(operators, name);
        OperatorDescription d = operator.description();
        terminal.out().println(terminal.heading(d.name()) + ": " + d.title());
        terminal.out().println();
        TextTable.wrap(d.summary(), WIDTH).forEach(terminal.out()::println);
        section("Inputs (tensors of the case file)", tensors(d.inputs(), true));
        section(
                "Outputs (--output NAME; the candidate file holds it under that name, or it is the only tensor)",
                tensors(d.outputs(), false));
        section(
                "Parameters (--param NAME=VALUE, or as JSON under \"fiducial.parameters\" in the case's metadata)",
                parameters(d.parameters()));
        section(
                "Float model (options of 'fiducial check'): what the implementation may round",
                ModelOptions.describe());
        section(
                "Known mistakes (diagnosed by name, and what each check's power is measured against)",
                mistakes(operator.mistakes()));
        List<List<String>> claims = claims(d.name());
        if (!claims.isEmpty()) {
            section(
                    "Claims of its sheet, with the evidence they are checked by ('fiducial claim ID' shows one)",
                    claims);
        }
        section("Separable axes (a case may be cut along them)", List.of(List.of(String.join(", ", d.separable()))));
        return 0;
    }

    private void section(String heading, List<List<String>> rows) {
        terminal.out().println();
        terminal.out().println(terminal.heading(heading));
        TextTable.lines(rows, 2, WIDTH).forEach(terminal.out()::println);
    }

    private static List<List<String>> tensors(List<TensorDescription> tensors, boolean inputs) {
        List<List<String>> rows = new ArrayList<>();
        for (TensorDescription t : tensors) {
            String names = t.aliases().isEmpty() ? t.name() : t.name() + " (" + String.join(", ", t.aliases()) + ")";
            String meaning = inputs && !t.required() ? "Optional. " + t.meaning() : t.meaning();
            rows.add(List.of(names, t.shape(), meaning));
        }
        return rows;
    }

    private static List<List<String>> parameters(List<ParameterDescription> parameters) {
        List<List<String>> rows = new ArrayList<>();
        for (ParameterDescription p : parameters) {
            rows.add(List.of(p.name(), p.values(), p.meaning() + ". Default: " + p.defaultValue() + "."));
        }
        return rows;
    }

    private static List<List<String>> claims(String operator) {
        return Claims.all().stream()
                .filter(c -> c.operator().equals(operator))
                .map(c -> List.of(c.id(), c.label().name(), c.text().title()))
                .toList();
    }

    private static List<List<String>> mistakes(Map<String, String> mistakes) {
        List<List<String>> rows = new ArrayList<>();
        mistakes.forEach((mistake, description) -> rows.add(List.of(mistake, description)));
        return rows;
    }
}
