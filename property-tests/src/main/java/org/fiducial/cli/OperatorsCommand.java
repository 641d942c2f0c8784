package org.fiducial.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.fiducial.oracle.CheckedOperator;
import picocli.CommandLine.Command;

/** {@code fiducial operators}: one line an operator. */
@Command(name = "operators", mixinStandardHelpOptions = true, description = "Lists the operators that can be checked.")
final class OperatorsCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final List<CheckedOperator> operators;

    OperatorsCommand(Terminal terminal, List<CheckedOperator> operators) {
        this.terminal = terminal;
        this.operators = operators;
    }

    @Override
    public Integer call() {
        int width = operators.stream()
                .mapToInt(o -> o.description().name().length())
                .max()
                .orElse(0);
        for (CheckedOperator o : operators) {
            String name = o.description().name();
            terminal.out()
                    .println(name
                            + " ".repeat(width - name.length() + 2)
                            + o.description().title());
        }
        return 0;
    }
}
