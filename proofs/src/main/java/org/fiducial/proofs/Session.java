package org.fiducial.proofs;

import de.uka.ilkd.key.control.KeYEnvironment;
import de.uka.ilkd.key.java.abstraction.KeYJavaType;
import de.uka.ilkd.key.java.declaration.TypeDeclaration;
import de.uka.ilkd.key.pp.LogicPrinter;
import de.uka.ilkd.key.proof.Goal;
import de.uka.ilkd.key.proof.Proof;
import de.uka.ilkd.key.proof.init.ProofInputException;
import de.uka.ilkd.key.proof.io.ProblemLoaderException;
import de.uka.ilkd.key.settings.ProofIndependentSettings;
import de.uka.ilkd.key.settings.ProofSettings;
import de.uka.ilkd.key.speclang.Contract;
import de.uka.ilkd.key.strategy.StrategyProperties;
import de.uka.ilkd.key.util.MiscTools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A folder of Java sources loaded into KeY with integer overflow checked. KeY keeps global settings, so a process holds one
 * session at a time and proves one contract after the other.
 */
public final class Session implements AutoCloseable {
    /** The taclet choices that differ from KeY's defaults; its default for integers ignores overflow and is unsound for Java. */
    public static final Map<String, String> CHOICES = Map.of(
            "intRules",
            "intRules:arithmeticSemanticsCheckingOF",
            "runtimeExceptions",
            "runtimeExceptions:ban",
            "initialisation",
            "initialisation:enableStaticInitialisation");

    private final KeYEnvironment<?> environment;
    private final SortedMap<String, Contract> contracts = new TreeMap<>();

    private Session(KeYEnvironment<?> environment) {
        this.environment = environment;
    }

    /**
     * Loads every class below a folder.
     *
     * @throws ProblemLoaderException if KeY cannot read a source or a contract
     * @throws IllegalStateException if a method has two contracts or two overloads with contracts
     */
    public static Session open(Path folder) throws ProblemLoaderException {
        // Labels that remember where a term came from serve the user interface and cost time.
        ProofIndependentSettings.DEFAULT_INSTANCE.getTermLabelSettings().setUseOriginLabels(false);
        if (!ProofSettings.isChoiceSettingInitialised()) {
            KeYEnvironment.load(folder.toFile(), null, null, null).dispose();
        }
        var choices = ProofSettings.DEFAULT_SETTINGS.getChoiceSettings();
        Map<String, String> options = new HashMap<>(choices.getDefaultChoices());
        options.putAll(MiscTools.getDefaultTacletOptions());
        options.putAll(CHOICES);
        choices.setDefaultChoices(options);
        Session session = new Session(KeYEnvironment.load(folder.toFile(), null, null, null));
        session.collect();
        return session;
    }

    private void collect() {
        var repository = environment.getSpecificationRepository();
        for (KeYJavaType type : new ArrayList<>(environment.getJavaInfo().getAllKeYJavaTypes())) {
            if (!(type.getJavaType() instanceof TypeDeclaration declaration) || declaration.isLibraryClass()) {
                continue;
            }
            for (var target : repository.getContractTargets(type)) {
                for (Contract contract : repository.getContracts(type, target)) {
                    String name = declaration.getName() + "."
                            + target.name().toString().replaceFirst("^.*::", "");
                    if (contracts.put(name, contract) != null) {
                        throw new IllegalStateException(name + " has two contracts, expected one per method name");
                    }
                }
            }
        }
    }

    /** The contracts, named by class and method. */
    public SortedSet<String> contracts() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(contracts.keySet()));
    }

    /** The taclet choices in force, as category:value. */
    public SortedSet<String> choices() {
        SortedSet<String> active = new TreeSet<>();
        environment
                .getInitConfig()
                .getActivatedChoices()
                .forEach(c -> active.add(c.name().toString()));
        return active;
    }

    /** One automatic attempt without any limit but those given. */
    public Attempt attempt(String name, Strategy strategy, int maxSteps, long maxMillis, boolean stopAtFirstOpenGoal)
            throws ProofInputException {
        return attempt(name, strategy, maxSteps, maxMillis, stopAtFirstOpenGoal, goals -> {});
    }

    /** The same, showing the sequents that stayed open. */
    public Attempt attempt(
            String name,
            Strategy strategy,
            int maxSteps,
            long maxMillis,
            boolean stopAtFirstOpenGoal,
            Consumer<List<String>> open)
            throws ProofInputException {
        Contract contract = contracts.get(name);
        if (contract == null) {
            throw new IllegalArgumentException("no contract named " + name + ", expected one of " + contracts.keySet());
        }
        long start = System.nanoTime();
        Proof proof = environment.createProof(contract.createProofObl(environment.getInitConfig(), contract));
        try {
            var settings = proof.getSettings().getStrategySettings();
            StrategyProperties properties = settings.getActiveStrategyProperties();
            strategy.writeTo(properties, stopAtFirstOpenGoal);
            for (var s : List.of(settings, ProofSettings.DEFAULT_SETTINGS.getStrategySettings())) {
                s.setMaxSteps(maxSteps);
                s.setTimeout(maxMillis);
            }
            settings.setActiveStrategyProperties(properties);
            proof.setActiveStrategy(
                    proof.getServices().getProfile().getDefaultStrategyFactory().create(proof, properties));
            environment.getUi().getProofControl().startAndWaitForAutoMode(proof);
            List<String> sequents = new ArrayList<>();
            for (Goal goal : proof.openGoals()) {
                sequents.add(LogicPrinter.quickPrintSequent(goal.sequent(), proof.getServices()));
            }
            open.accept(sequents);
            var statistics = proof.getStatistics();
            return new Attempt(
                    name,
                    strategy.name(),
                    proof.closed(),
                    proof.countNodes(),
                    proof.openGoals().size(),
                    (System.nanoTime() - start) / 1e9,
                    statistics.smtSolverApps,
                    statistics.interactiveSteps);
        } finally {
            proof.dispose();
        }
    }

    @Override
    public void close() {
        environment.dispose();
    }
}
