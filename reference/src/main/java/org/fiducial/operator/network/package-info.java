/** Transformer networks as data: blocks, heads, relative tables and feed-forward layers; sheets urpe and uat-single-layer. */
@NullMarked
package org.fiducial.operator.network;

import org.jspecify.annotations.NullMarked;
