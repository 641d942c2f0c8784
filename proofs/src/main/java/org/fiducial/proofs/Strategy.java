package org.fiducial.proofs;

import de.uka.ilkd.key.strategy.StrategyProperties;

/** The portfolio of automatic strategies; they differ in nonlinear arithmetic and in when case distinctions are made. */
public enum Strategy {
    /** Definitions of operators only: fast, for everything that is linear once lemma methods are called. */
    A(StrategyProperties.NON_LIN_ARITH_DEF_OPS, StrategyProperties.SPLITTING_NORMAL),
    /** Completion of nonlinear (in)equations: for the lemma methods themselves. */
    B(StrategyProperties.NON_LIN_ARITH_COMPLETION, StrategyProperties.SPLITTING_NORMAL),
    /** Like B with case distinctions delayed. */
    C(StrategyProperties.NON_LIN_ARITH_COMPLETION, StrategyProperties.SPLITTING_DELAYED),
    /** Like A with case distinctions delayed. */
    D(StrategyProperties.NON_LIN_ARITH_DEF_OPS, StrategyProperties.SPLITTING_DELAYED);

    private final String nonLinear;
    private final String splitting;

    Strategy(String nonLinear, String splitting) {
        this.nonLinear = nonLinear;
        this.splitting = splitting;
    }

    /** Writes the strategy into KeY's properties; method contracts, never inlined bodies, stand for called methods. */
    void writeTo(StrategyProperties p, boolean stopAtFirstOpenGoal) {
        p.setProperty(StrategyProperties.METHOD_OPTIONS_KEY, StrategyProperties.METHOD_CONTRACT);
        p.setProperty(StrategyProperties.LOOP_OPTIONS_KEY, StrategyProperties.LOOP_INVARIANT);
        p.setProperty(StrategyProperties.DEP_OPTIONS_KEY, StrategyProperties.DEP_ON);
        p.setProperty(StrategyProperties.QUERY_OPTIONS_KEY, StrategyProperties.QUERY_ON);
        p.setProperty(
                StrategyProperties.QUANTIFIERS_OPTIONS_KEY, StrategyProperties.QUANTIFIERS_NON_SPLITTING_WITH_PROGS);
        p.setProperty(
                StrategyProperties.STOPMODE_OPTIONS_KEY,
                stopAtFirstOpenGoal ? StrategyProperties.STOPMODE_NONCLOSE : StrategyProperties.STOPMODE_DEFAULT);
        p.setProperty(StrategyProperties.NON_LIN_ARITH_OPTIONS_KEY, nonLinear);
        p.setProperty(StrategyProperties.SPLITTING_OPTIONS_KEY, splitting);
    }
}
