package org.fiducial.generators;

import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;
import org.fiducial.number.Format;

/** Lets jqwik find attention inputs by their type. */
public final class AttentionProvider implements ArbitraryProvider {
    @Override
    public boolean canProvideFor(TypeUsage type) {
        return type.isOfType(AttentionInputs.class) || type.isOfType(GroupedAttentionInputs.class);
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage type, SubtypeProvider subtypes) {
        AttentionChoices choices =
                type.findAnnotation(Drawn.class).map(AttentionProvider::choices).orElse(AttentionChoices.EVERYTHING);
        return Set.of(type.isOfType(AttentionInputs.class) ? choices.inputs() : choices.grouped());
    }

    private static AttentionChoices choices(Drawn drawn) {
        AttentionChoices all = AttentionChoices.EVERYTHING.upTo(
                drawn.maxQueries(), drawn.maxKeys(), drawn.maxWidth(), drawn.maxValueWidth());
        AttentionChoices kinds = drawn.kinds().length == 0 ? all : all.withKinds(drawn.kinds());
        AttentionChoices masks = drawn.masks().length == 0 ? kinds : kinds.withMasks(drawn.masks());
        if (drawn.formats().length == 0) {
            return masks;
        }
        Format[] formats = new Format[drawn.formats().length];
        for (int i = 0; i < formats.length; i++) {
            formats[i] = Format.named(drawn.formats()[i]);
        }
        return masks.withFormats(formats);
    }
}
