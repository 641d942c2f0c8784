package org.fiducial.gpu;

import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;

/** Seconds on the GPU's own clock, between two events of the default stream. Needs a current context. */
final class GpuClock implements AutoCloseable {
    private final CUevent start = new CUevent();
    private final CUevent stop = new CUevent();

    GpuClock() {
        CudaDevice.check(JCudaDriver.cuEventCreate(start, CUevent_flags.CU_EVENT_DEFAULT), "cuEventCreate");
        CudaDevice.check(JCudaDriver.cuEventCreate(stop, CUevent_flags.CU_EVENT_DEFAULT), "cuEventCreate");
    }

    void start() {
        CudaDevice.check(JCudaDriver.cuEventRecord(start, null), "cuEventRecord");
    }

    /** Waits for everything launched since the start; resolution half a microsecond. */
    double stop() {
        CudaDevice.check(JCudaDriver.cuEventRecord(stop, null), "cuEventRecord");
        CudaDevice.check(JCudaDriver.cuEventSynchronize(stop), "cuEventSynchronize");
        float[] milliseconds = new float[1];
        CudaDevice.check(JCudaDriver.cuEventElapsedTime(milliseconds, start, stop), "cuEventElapsedTime");
        return milliseconds[0] * 1e-3;
    }

    @Override
    public void close() {
        CudaDevice.check(JCudaDriver.cuEventDestroy(start), "cuEventDestroy");
        CudaDevice.check(JCudaDriver.cuEventDestroy(stop), "cuEventDestroy");
    }
}
