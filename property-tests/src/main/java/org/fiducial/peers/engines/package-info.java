/** Real engines behind {@link org.fiducial.peers.AttentionImplementation}; compiled only where their libraries are on the class path. */
@NullMarked
package org.fiducial.peers.engines;

import org.jspecify.annotations.NullMarked;
