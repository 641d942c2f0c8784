package org.fiducial.proofs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that proves: it loads a folder, then answers tasks from standard input, one JSON line each. KeY is one process with
 * global settings, so a second core needs a second process.
 */
public final class Worker {
    /** What an answer's line begins with; KeY may print lines of its own. */
    static final String ANSWER = "@answer ";

    private Worker() {}

    /** Arguments: the folder. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ObjectMapper json = new ObjectMapper();
        try (Session session = Session.open(Path.of(args[0]))) {
            out.println(ANSWER + json.writeValueAsString(new Hello(session.choices(), session.contracts())));
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(ANSWER + json.writeValueAsString(prove(session, json.readValue(line, Task.class))));
            }
        }
        System.exit(0);
    }

    private static Attempt prove(Session session, Task task) throws Exception {
        Attempt last = null;
        for (char letter : task.strategies().toCharArray()) {
            last = session.attempt(
                    task.contract(),
                    Strategy.valueOf(String.valueOf(letter)),
                    task.maxSteps(),
                    task.maxMillis(),
                    task.stopAtFirstOpenGoal());
            if (last.closed()) {
                return last;
            }
        }
        if (last == null) {
            throw new IllegalArgumentException(task.contract() + ": no strategy, expected letters A to D");
        }
        return last;
    }

    /**
     * A worker's first answer.
     *
     * @param choices the taclet choices in force
     * @param contracts the contracts found
     */
    public record Hello(java.util.Set<String> choices, java.util.Set<String> contracts) {}
}
