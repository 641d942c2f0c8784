/**
 * jqwik arbitraries of attention inputs: ordinary ones and those that attention kernels go wrong on. A failing case shrinks to a few small
 * numbers.
 *
 * <pre>{@code
 * @Property
 * void myKernelIsRight(@ForAll @Drawn(formats = "bfloat16") AttentionInputs inputs) { ... }
 * }</pre>
 */
@NullMarked
package org.fiducial.generators;

import org.jspecify.annotations.NullMarked;
