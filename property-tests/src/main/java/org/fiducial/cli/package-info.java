/** The command line: reads files and options, asks the oracle, prints and writes what it said. */
@NullMarked
package org.fiducial.cli;

import org.jspecify.annotations.NullMarked;
