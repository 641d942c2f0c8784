package org.fiducial.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fiducial.number.Format;
import org.fiducial.oracle.ParameterWord;
import org.fiducial.peers.AttentionProblem;
import org.fiducial.peers.DemoCase;
import org.fiducial.tensor.Safetensors;
import org.fiducial.tensor.Tensor;
import org.fiducial.tensor.TensorFile;

/** The files of one run of the demo: what anybody would bring to {@code fiducial check}. */
record DemoFiles(Path caseFile, Path candidateFile) {
    /** Writes the inputs in the run's format, with their parameters, and the output in its own. */
    static DemoFiles write(Path folder, DemoCase.Run run) throws IOException {
        AttentionProblem p = run.problem();
        AttentionProblem.Shape s = p.shape();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("query", tensor(run.format(), p.query(), s.heads(), s.queries(), s.width()));
        inputs.put("key", tensor(run.format(), p.key(), s.keyHeads(), s.keys(), s.width()));
        inputs.put("value", tensor(run.format(), p.value(), s.keyHeads(), s.keys(), s.valueWidth()));
        String causal = ParameterWord.of(p.mask().causal().name());
        Path caseFile = folder.resolve("case-" + run.format().name().toLowerCase(Locale.ROOT) + ".safetensors");
        Safetensors.write(
                caseFile, new TensorFile(inputs, Map.of(CaseParameters.METADATA, "{\"causal\": \"" + causal + "\"}")));
        Path candidateFile = folder.resolve(name(run.label()) + ".safetensors");
        Tensor output = tensor(run.output().format(), run.output().values(), s.heads(), s.queries(), s.valueWidth());
        Safetensors.write(candidateFile, new TensorFile(Map.of("output", output)));
        return new DemoFiles(caseFile, candidateFile);
    }

    private static Tensor tensor(Format format, float[] values, int... sizes) {
        double[] exact = new double[values.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = values[i];
        }
        return Tensor.exactly(format, exact, sizes);
    }

    private static String name(String label) {
        return label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^-|-$", "");
    }

    /** Which engine ran, and what its declared model rests on. */
    static List<String> notes(DemoCase.Run run) {
        List<String> notes = new ArrayList<>();
        notes.add(run.implementation().name() + " " + run.implementation().version());
        notes.add(
                "accuracy of its exponential: " + run.declared().basis().name().toLowerCase(Locale.ROOT));
        notes.addAll(run.declared().statements());
        return notes;
    }
}
