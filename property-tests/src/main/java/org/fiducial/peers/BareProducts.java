package org.fiducial.peers;

/** The two matrix products of attention and nothing else, by a library on the class path; found by {@link java.util.ServiceLoader}. */
public interface BareProducts {
    /** The library and its version. */
    String name();

    /** Work that computes Q K^T and P V on one thread, for n queries and keys and width d, into memory of its own. */
    Runnable products(int n, int d);
}
