/** Verdicts as text, JSON, JUnit XML and self-contained HTML pages. */
@NullMarked
package org.fiducial.report;

import org.jspecify.annotations.NullMarked;
