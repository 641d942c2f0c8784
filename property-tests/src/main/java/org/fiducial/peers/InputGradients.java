package org.fiducial.peers;

/**
 * The gradients of {@code sum(G o O)} that an implementation returned, in binary32.
 *
 * @param query dQ [heads, queries, width]
 * @param key dK [keyHeads, keys, width]
 * @param value dV [keyHeads, keys, valueWidth]
 */
public record InputGradients(float[] query, float[] key, float[] value) {}
