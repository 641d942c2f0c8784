package org.fiducial.cli;

import java.util.List;
import java.util.Optional;
import org.fiducial.operator.Implementation;
import org.fiducial.operator.Implementation.Problem;
import org.fiducial.operator.Implementation.Run;
import org.fiducial.oracle.CaseException;

/**
 * An implementation that a command runs; what keeps it from running is one line.
 *
 * @param implementation the one chosen
 */
record Implementations(Implementation implementation) {
    /**
     * The implementation of that name.
     *
     * @param operator what it has to compute
     * @throws CaseException if there is none, it computes something else, or it cannot run here
     */
    static Implementations named(String name, String operator) throws CaseException {
        List<Implementation> all = Implementation.all();
        Optional<Implementation> found =
                all.stream().filter(i -> i.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            String known = String.join(
                    ", ",
                    all.stream()
                            .filter(i -> i.operator().equals(operator))
                            .map(Implementation::name)
                            .toList());
            throw new CaseException("unknown implementation '" + name + "' of " + operator + ", "
                    + (known.isEmpty() ? "and this build has none" : "expected one of " + known));
        }
        Implementation i = found.get();
        if (!i.operator().equals(operator)) {
            throw new CaseException(name + " computes " + i.operator() + ", expected " + operator);
        }
        Optional<String> absence = i.absence();
        if (absence.isPresent()) {
            throw new CaseException(name + " cannot run here: " + absence.get());
        }
        return new Implementations(i);
    }

    /** @throws CaseException if it does not compute this problem */
    void requireAccepted(Problem problem) throws CaseException {
        Optional<String> refusal;
        try {
            refusal = implementation.refusal(problem);
        } catch (IllegalArgumentException lacking) {
            refusal = Optional.of(String.valueOf(lacking.getMessage()));
        }
        if (refusal.isPresent()) {
            throw new CaseException(implementation.name() + " does not take this case: " + refusal.get());
        }
    }

    /** Runs it. @throws CaseException if its device fails */
    Run run(Problem problem, int timings) throws CaseException {
        try {
            return implementation.run(problem, timings);
        } catch (IllegalStateException e) {
            throw new CaseException(String.valueOf(e.getMessage()));
        }
    }
}
