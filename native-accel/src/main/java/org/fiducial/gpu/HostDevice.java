package org.fiducial.gpu;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An ordinary processor that runs the kernels' own sources, compiled by a C++ compiler found here, in a process of its own. Slow and strict:
 * memory outside a tensor, a missed barrier or a lane that stays away ends the launch with a message, and shared memory begins as NaNs.
 */
public final class HostDevice implements Device {
    /** In which order the threads of a block take their turns between barriers; a result that depends on it has a race. */
    public enum Order {
        ASCENDING,
        DESCENDING,
        SHUFFLED
    }

    private final HostCompiler compiler;
    private final Process process;
    private final OutputStream requests;
    private final DataInputStream answers;
    private Order order = Order.ASCENDING;

    private HostDevice(HostCompiler compiler, Path program) {
        this.compiler = compiler;
        try {
            process = new ProcessBuilder(program.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new DeviceException("the host build of the kernels does not start: " + e.getMessage(), e);
        }
        requests = new BufferedOutputStream(process.getOutputStream(), 1 << 16);
        answers = new DataInputStream(process.getInputStream());
    }

    /** Why kernels cannot be built here, in one line; empty if they can. */
    public static Optional<String> absence() {
        return HostCompiler.find().isPresent()
                ? Optional.empty()
                : Optional.of("no C++ compiler: none of " + String.join(", ", HostCompiler.NAMES) + " is in the PATH");
    }

    /** Builds the kernels, unless that was done before, and starts them. @throws DeviceException if that fails */
    public static HostDevice open() {
        HostCompiler compiler = HostCompiler.find()
                .orElseThrow(() -> new DeviceException(absence().orElse("")));
        return new HostDevice(compiler, compiler.build());
    }

    /** The same for kernels from other texts, some families alone. */
    static HostDevice open(HostCompiler compiler, List<String> families, Function<String, byte[]> source) {
        return new HostDevice(compiler, compiler.build(families, source));
    }

    /** Chooses the order of threads for the launches to come. */
    public void order(Order next) {
        order = next;
    }

    @Override
    public String name() {
        return "host build by " + compiler.name();
    }

    /** Sends a line, with data behind it, and returns what follows "done" in the answer. */
    private synchronized String ask(String line, byte... data) {
        try {
            requests.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            requests.write(data);
            requests.flush();
            StringBuilder answer = new StringBuilder();
            for (int c = answers.read(); c != '\n'; c = answers.read()) {
                if (c < 0) {
                    throw new DeviceException("the host build of the kernels ended: " + answer);
                }
                answer.append((char) c);
            }
            if (answer.indexOf("done") != 0) {
                throw new DeviceException(answer.toString().replaceFirst("^error ", ""));
            }
            return answer.substring("done".length()).strip();
        } catch (IOException e) {
            throw new DeviceException("the host build of the kernels ended", e);
        }
    }

    @Override
    public DeviceTensor allocate(long bytes) {
        return new Memory(Long.parseUnsignedLong(ask("allocate " + bytes)), bytes);
    }

    private final class Memory extends DeviceMemory {
        private final long address;

        Memory(long address, long bytes) {
            super(bytes);
            this.address = address;
        }

        @Override
        public long address() {
            return address;
        }

        @Override
        void fill(byte[] data) {
            ask("write " + Long.toUnsignedString(address) + " " + data.length, data);
        }

        @Override
        public byte[] read() {
            ask("read " + Long.toUnsignedString(address) + " " + bytes());
            byte[] data = new byte[Math.toIntExact(bytes())];
            try {
                answers.readFully(data);
            } catch (IOException e) {
                throw new DeviceException("the host build of the kernels ended", e);
            }
            return data;
        }

        @Override
        boolean isHeld() {
            return process.isAlive();
        }

        @Override
        void free() {
            ask("free " + Long.toUnsignedString(address));
        }
    }

    @Override
    public Kernel kernel(String family, String kernelName) {
        return (grid, arguments) -> {
            StringBuilder line = new StringBuilder("launch " + kernelName);
            line.append(" ").append(grid.x()).append(" ").append(grid.y()).append(" ");
            line.append(grid.threads()).append(" ").append(grid.shared()).append(" ");
            line.append(order.ordinal()).append(" ").append(arguments.length);
            for (Object argument : arguments) {
                boolean half = argument instanceof Integer || argument instanceof Float;
                line.append(half ? " 4 " : " 8 ").append(Long.toUnsignedString(slot(argument)));
            }
            ask(line.toString());
        };
    }

    private static long slot(Object argument) {
        if (argument instanceof Memory m) {
            return m.address;
        } else if (argument == Kernel.Pointer.NONE) {
            return 0;
        } else if (argument instanceof Integer x) {
            return Integer.toUnsignedLong(x);
        } else if (argument instanceof Long x) {
            return x;
        } else if (argument instanceof Float x) {
            return Integer.toUnsignedLong(Float.floatToRawIntBits(x));
        } else if (argument instanceof Double x) {
            return Double.doubleToRawLongBits(x);
        }
        throw new IllegalArgumentException("kernel argument " + argument + ", expected a tensor or a number");
    }

    @Override
    public double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) * 1e-9;
    }

    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            process.destroy();
        }
    }

    /** Little-endian bytes of these numbers. */
    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }
}
