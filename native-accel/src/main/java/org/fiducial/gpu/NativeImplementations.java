package org.fiducial.gpu;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.operator.Implementation;

/** The kernels of this module, each on a GPU and in the host build. */
public final class NativeImplementations implements Implementation.Source {
    @Override
    public List<Implementation> implementations() {
        List<Implementation> all = new ArrayList<>();
        for (Place place : Place.values()) {
            all.add(new SoftmaxAttentionKernels(place));
            all.add(new UrpeKernels(place));
            all.add(new FlashBiasKernels(place));
            all.add(new ScanKernels(place));
            all.add(new ScatterbrainKernels(place));
            all.add(new QuantisationKernels(place));
            all.add(new LargestKernels(place));
        }
        return all;
    }
}
