/** What certification costs, beside what others take for the same work. */
@NullMarked
package org.fiducial.bench;

import org.jspecify.annotations.NullMarked;
