package org.fiducial.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.fiducial.claims.ClaimCommand;
import org.fiducial.claims.ClaimsCommand;
import org.fiducial.oracle.CaseException;
import org.fiducial.oracle.CheckedOperator;
import org.fiducial.tensor.TensorFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The command line's root: {@code fiducial COMMAND}. */
@Command(
        name = "fiducial",
        mixinStandardHelpOptions = true,
        versionProvider = Fiducial.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Says whether an attention output is right, and how that is known.",
            "",
            "An output is compared, element by element, with an envelope derived from the float model that its implementation declares."
        },
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:CONFORMS, or the command did what it was asked",
            "1:VIOLATES",
            "2:usage or bad input; one line on standard error, and no file written",
            "3:INCONCLUSIVE",
            "70:a defect of this program"
        },
        footer = {"", "Start with 'fiducial demo' and 'fiducial describe softmax-attention'."})
public final class Fiducial {
    private Fiducial() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] args) {
        boolean colours = Ansi.AUTO.enabled();
        Terminal terminal = new Terminal(
                new PrintWriter(System.out, true),
                new PrintWriter(System.err, true),
                colours,
                System.console() != null);
        System.exit(run(terminal, CheckedOperator.all(), args));
    }

    /** Runs one command. */
    static int run(Terminal terminal, List<CheckedOperator> operators, String... args) {
        CommandLine root = new CommandLine(new Fiducial());
        Map<String, Supplier<Object>> commands = commands(terminal, operators);
        // A command is taken apart by reflection, which takes longer than a small check: so only the one that is asked
        // for.
        Supplier<Object> asked = args.length == 0 ? null : commands.get(args[0]);
        for (Supplier<Object> command : asked == null ? commands.values() : List.of(asked)) {
            root.addSubcommand(command.get());
        }
        if (asked == null) {
            root.addSubcommand(new CommandLine.HelpCommand());
        }
        root.setOut(terminal.out()).setErr(terminal.err());
        root.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF));
        root.setUsageHelpAutoWidth(true).setCaseInsensitiveEnumValuesAllowed(true);
        root.setParameterExceptionHandler((e, arguments) -> {
            terminal.error(e.getCommandLine().getCommandSpec().qualifiedName(), usageLine(e));
            return ExitStatus.BAD_INPUT;
        });
        root.setExecutionExceptionHandler((e, command, result) ->
                failed(terminal, command.getCommandSpec().qualifiedName(), e));
        root.registerConverter(Path.class, Fiducial::path);
        int status = execute(root, terminal, args);
        terminal.flush();
        return status;
    }

    /** An error of the machine is no verdict: left alone, the JVM would end with the exit status of VIOLATES. */
    private static int execute(CommandLine root, Terminal terminal, String... args) {
        try {
            return root.execute(args);
        } catch (OutOfMemoryError e) {
            long heap = Runtime.getRuntime().maxMemory() >> 20;
            terminal.error(
                    name(args),
                    "needs more memory than the " + heap
                            + " MiB of the Java heap, expected a smaller case or a larger heap,"
                            + " such as FIDUCIAL_JAVA_OPTS=-Xmx" + 2 * heap + "m");
            return ExitStatus.BAD_INPUT;
        } catch (Error e) {
            return defect(terminal, name(args), e);
        }
    }

    private static String name(String... args) {
        return "fiducial" + (args.length == 0 ? "" : " " + args[0]);
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("an empty name, expected that of a file or folder");
        }
        return Path.of(text);
    }

    /** The commands in the order in which help lists them. */
    static Map<String, Supplier<Object>> commands(Terminal terminal, List<CheckedOperator> operators) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", () -> new DemoCommand(terminal, operators));
        commands.put("check", () -> new CheckCommand(terminal, operators));
        commands.put("construct", () -> new ConstructCommand(terminal));
        commands.put("bench", () -> new BenchCommand(terminal));
        commands.put("gpu", () -> new GpuCommand(terminal, operators));
        commands.put("operators", () -> new OperatorsCommand(terminal, operators));
        commands.put("describe", () -> new DescribeCommand(terminal, operators));
        commands.put("claims", ClaimsCommand::new);
        commands.put("claim", ClaimCommand::new);
        commands.put("proofs", () -> new ProofsCommand(terminal));
        return commands;
    }

    private static String usageLine(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String said = String.valueOf(e.getMessage()).strip();
        return (said.endsWith(".") ? said.substring(0, said.length() - 1) : said) + "; see '" + command + " --help'";
    }

    private static int failed(Terminal terminal, String command, Exception e) {
        if (e instanceof CaseException || e instanceof IOException || e instanceof UncheckedIOException) {
            terminal.error(command, line(e));
            return ExitStatus.BAD_INPUT;
        }
        return defect(terminal, command, e);
    }

    private static int defect(Terminal terminal, String command, Throwable e) {
        terminal.error(command, "this is a defect of fiducial, please report it: " + e);
        e.printStackTrace(terminal.err());
        return ExitStatus.DEFECT;
    }

    private static String line(Exception e) {
        Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
        if (cause instanceof FileSystemException failure) {
            return failure.getFile() + ": " + TensorFileException.reason(failure);
        }
        return String.valueOf(cause.getMessage());
    }

    /** Prints the version that the build wrote. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties p = new Properties();
            try (InputStream in = Fiducial.class.getResourceAsStream("fiducial.properties")) {
                if (in == null) {
                    throw new IOException("fiducial.properties is missing from the program's own jar");
                }
                p.load(in);
            }
            return new String[] {"fiducial " + p.getProperty("version")};
        }
    }
}
