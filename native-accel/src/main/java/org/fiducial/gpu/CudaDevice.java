package org.fiducial.gpu;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** A GPU, through CUDA's driver: it needs {@code libcuda.so.1} and nothing else of CUDA. */
public final class CudaDevice implements Device {
    /** Above this, shared memory has to be asked for. */
    private static final int PLAIN_SHARED = 48 * 1024;

    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final String name;
    private final int capability;
    private final Map<String, Module> modules = new HashMap<>();
    private boolean open = true;

    private CudaDevice(int ordinal) {
        check(JCudaDriver.cuDeviceGet(device, ordinal), "cuDeviceGet");
        byte[] text = new byte[256];
        check(JCudaDriver.cuDeviceGetName(text, text.length, device), "cuDeviceGetName");
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        name = new String(text, 0, end, StandardCharsets.UTF_8);
        capability = 10 * attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain");
        enter();
    }

    /** Why there is no GPU to use, in one line; empty if there is one. */
    public static Optional<String> absence() {
        try {
            int status = JCudaDriver.cuInit(0);
            if (status != CUresult.CUDA_SUCCESS) {
                return Optional.of("no GPU: cuInit says " + CUresult.stringFor(status));
            }
            int[] count = new int[1];
            status = JCudaDriver.cuDeviceGetCount(count);
            return status == CUresult.CUDA_SUCCESS && count[0] > 0
                    ? Optional.empty()
                    : Optional.of("no GPU: the driver finds none");
        } catch (LinkageError e) {
            return Optional.of("no GPU: NVIDIA's driver library libcuda.so.1 cannot be loaded here");
        }
    }

    /**
     * The first GPU.
     *
     * @throws DeviceException if there is none, with the line of {@link #absence}
     */
    public static CudaDevice open() {
        Optional<String> absence = absence();
        if (absence.isPresent()) {
            throw new DeviceException(absence.get());
        }
        return new CudaDevice(0);
    }

    static void check(int status, String call) {
        if (status != CUresult.CUDA_SUCCESS) {
            throw new DeviceException(call + " says " + CUresult.stringFor(status));
        }
    }

    private int attribute(int which) {
        int[] value = new int[1];
        check(JCudaDriver.cuDeviceGetAttribute(value, which, device), "cuDeviceGetAttribute");
        return value[0];
    }

    /** Contexts belong to threads, so every use makes this one current. */
    private void enter() {
        if (!open) {
            throw new IllegalStateException("device " + name + " is closed");
        }
        check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
    }

    @Override
    public String name() {
        return name;
    }

    /** Compute capability, ten times: 90 on an H100. */
    public int capability() {
        return capability;
    }

    @Override
    public DeviceTensor allocate(long bytes) {
        enter();
        CUdeviceptr pointer = new CUdeviceptr();
        // CUDA has no tensors of no bytes.
        check(JCudaDriver.cuMemAlloc(pointer, Math.max(1, bytes)), "cuMemAlloc of " + bytes + " bytes");
        return new Memory(pointer, bytes);
    }

    private final class Memory extends DeviceMemory {
        private final CUdeviceptr pointer;

        Memory(CUdeviceptr pointer, long bytes) {
            super(bytes);
            this.pointer = pointer;
        }

        @Override
        public long address() {
            // The pointer's only accessor is its text; arguments are passed as the pointer itself.
            throw new UnsupportedOperationException("addresses of GPU memory are passed, not read");
        }

        @Override
        void fill(byte[] data) {
            enter();
            if (data.length > 0) {
                check(JCudaDriver.cuMemcpyHtoD(pointer, Pointer.to(data), data.length), "cuMemcpyHtoD");
            }
        }

        @Override
        public byte[] read() {
            enter();
            byte[] data = new byte[Math.toIntExact(bytes())];
            check(JCudaDriver.cuCtxSynchronize(), "cuCtxSynchronize");
            if (data.length > 0) {
                check(JCudaDriver.cuMemcpyDtoH(Pointer.to(data), pointer, data.length), "cuMemcpyDtoH");
            }
            return data;
        }

        @Override
        boolean isHeld() {
            return open;
        }

        @Override
        void free() {
            enter();
            check(JCudaDriver.cuMemFree(pointer), "cuMemFree");
        }
    }

    @Override
    public Kernel kernel(String family, String kernelName) {
        enter();
        CUmodule module = modules.computeIfAbsent(family, this::load).loaded;
        CUfunction function = new CUfunction();
        check(JCudaDriver.cuModuleGetFunction(function, module, kernelName), "cuModuleGetFunction of " + kernelName);
        return (grid, arguments) -> launch(kernelName, function, grid, arguments);
    }

    /** What a family was loaded from: "sm_90" for machine code, "PTX" for what the driver compiled; loads it. */
    public String image(String family) {
        enter();
        return modules.computeIfAbsent(family, this::load).image;
    }

    private record Module(CUmodule loaded, String image) {}

    /** Machine code where it ships for this GPU and the driver takes it; an older driver may not. Otherwise PTX, which it compiles itself. */
    private Module load(String family) {
        CUmodule module = new CUmodule();
        OptionalInt machine = ShippedKernels.capabilityFor(capability);
        if (machine.isPresent()) {
            byte[] code = ShippedKernels.machineCode(family, machine.getAsInt());
            if (JCudaDriver.cuModuleLoadData(module, code) == CUresult.CUDA_SUCCESS) {
                return new Module(module, "sm_" + machine.getAsInt());
            }
        }
        check(
                JCudaDriver.cuModuleLoadData(module, ShippedKernels.ptx(family)),
                "cuModuleLoadData of " + family + " for compute capability " + capability / 10 + "." + capability % 10
                        + ", expected " + ShippedKernels.CAPABILITIES.get(0) / 10 + ".0 or later,");
        return new Module(module, "PTX");
    }

    private void launch(String kernelName, CUfunction function, Kernel.Grid grid, Object... arguments) {
        enter();
        if (grid.shared() > PLAIN_SHARED) {
            check(
                    JCudaDriver.cuFuncSetAttribute(
                            function,
                            CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                            grid.shared()),
                    grid.shared() + " bytes of shared memory for " + kernelName);
        }
        NativePointerObject[] pointers = new NativePointerObject[arguments.length];
        for (int i = 0; i < pointers.length; i++) {
            pointers[i] = pointer(arguments[i]);
        }
        check(
                JCudaDriver.cuLaunchKernel(
                        function,
                        grid.x(),
                        grid.y(),
                        1,
                        grid.threads(),
                        1,
                        1,
                        grid.shared(),
                        null,
                        Pointer.to(pointers),
                        null),
                "launch of " + kernelName);
    }

    private static Pointer pointer(Object argument) {
        if (argument instanceof Memory m) {
            return Pointer.to(m.pointer);
        } else if (argument == Kernel.Pointer.NONE) {
            return Pointer.to(new CUdeviceptr());
        } else if (argument instanceof Integer x) {
            return Pointer.to(new int[] {x});
        } else if (argument instanceof Long x) {
            return Pointer.to(new long[] {x});
        } else if (argument instanceof Float x) {
            return Pointer.to(new float[] {x});
        } else if (argument instanceof Double x) {
            return Pointer.to(new double[] {x});
        }
        throw new IllegalArgumentException("kernel argument " + argument + ", expected a tensor or a number");
    }

    @Override
    public double seconds(Runnable work) {
        enter();
        try (GpuClock clock = new GpuClock()) {
            clock.start();
            work.run();
            return clock.stop();
        }
    }

    @Override
    public void close() {
        if (open) {
            enter();
            for (Module module : modules.values()) {
                check(JCudaDriver.cuModuleUnload(module.loaded), "cuModuleUnload");
            }
            open = false;
            check(JCudaDriver.cuDevicePrimaryCtxRelease(device), "cuDevicePrimaryCtxRelease");
        }
    }
}
