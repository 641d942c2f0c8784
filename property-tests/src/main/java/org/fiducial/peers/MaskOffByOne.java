package org.fiducial.peers;

import java.util.Optional;
import java.util.Set;
import org.fiducial.number.Format;
import org.fiducial.operator.AttentionMask;
import org.fiducial.operator.CausalAlignment;

/**
 * A deliberately wrong implementation: it runs another one with a causal mask that lets every query see one key too many. It declares the
 * model of the other one, as somebody who does not know of the mistake would.
 */
public record MaskOffByOne(AttentionImplementation inner) implements AttentionImplementation {
    @Override
    public String name() {
        return inner.name() + ", mask off by one";
    }

    @Override
    public String version() {
        return inner.version();
    }

    @Override
    public Optional<String> absence() {
        return inner.absence();
    }

    @Override
    public Set<Format> formats() {
        return inner.formats();
    }

    @Override
    public DeclaredModel declared(AttentionProblem problem, Format format) {
        return inner.declared(problem, format);
    }

    /** @throws IllegalArgumentException if the problem has no causal mask to get wrong, or a window as well */
    @Override
    public AttentionOutput run(AttentionProblem problem, Format format) {
        AttentionMask mask = problem.mask();
        if (mask.causal() == CausalAlignment.NONE || mask.before() >= 0 || mask.after() >= 0) {
            throw new IllegalArgumentException("mask " + mask.causal() + " with window (" + mask.before() + ", "
                    + mask.after() + "), expected a causal mask without a window");
        }
        AttentionMask wrong = mask.withCausal(CausalAlignment.NONE).withWindow(-1, 1, mask.causal());
        return inner.run(problem.withMask(wrong), format);
    }
}
