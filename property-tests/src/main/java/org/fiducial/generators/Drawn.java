package org.fiducial.generators;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says which {@link AttentionInputs} or {@link GroupedAttentionInputs} a property's parameter takes; see {@link AttentionChoices}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.TYPE_USE, ElementType.ANNOTATION_TYPE})
public @interface Drawn {
    /** Kinds to draw from; all if none is given. */
    AttentionKind[] kinds() default {};

    /** Masks to draw from; all if none is given. */
    MaskKind[] masks() default {};

    /** Names of formats to draw from, such as "bfloat16"; all if none is given. */
    String[] formats() default {};

    int maxQueries() default 5;

    int maxKeys() default 6;

    int maxWidth() default 4;

    int maxValueWidth() default 3;
}
