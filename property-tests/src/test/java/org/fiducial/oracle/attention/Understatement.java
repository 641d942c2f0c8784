package org.fiducial.oracle.attention;

import org.fiducial.arithmetic.model.FloatModel;
import org.fiducial.number.Format;

/** Models that declare less than an implementation uses. */
enum Understatement {
    EXPONENTIAL_TEN_TIMES_BETTER,
    WEIGHTS_IN_THE_ACCUMULATION_FORMAT,
    LOGITS_IN_THE_ACCUMULATION_FORMAT,
    QUERIES_NOT_STORED,
    OUTPUT_IN_THE_ACCUMULATION_FORMAT,
    ACCUMULATION_IN_BINARY32,
    NOTHING_FLUSHED;

    /** The understated model, or the same where there is nothing to understate. */
    FloatModel of(FloatModel m) {
        return switch (this) {
            case EXPONENTIAL_TEN_TIMES_BETTER -> m.expUlps() >= 20 ? m.withExp(m.expUlps() / 10, m.argument()) : m;
            case WEIGHTS_IN_THE_ACCUMULATION_FORMAT ->
                m.weights().precision() < m.accumulate().precision() ? m.withWeights(m.accumulate()) : m;
            case LOGITS_IN_THE_ACCUMULATION_FORMAT -> m.logits() != null ? m.withLogits(null) : m;
            case QUERIES_NOT_STORED ->
                m.scaledQuery() != null ? m.withScale(m.scalePlacement(), m.scaleRoundings(), null) : m;
            case OUTPUT_IN_THE_ACCUMULATION_FORMAT ->
                m.output().precision() < m.accumulate().precision() ? m.withOutput(m.accumulate()) : m;
            case ACCUMULATION_IN_BINARY32 ->
                m.accumulate().precision() < 24
                        ? m.withAccumulate(Format.BINARY32)
                                .withWeights(m.weights() == m.accumulate() ? Format.BINARY32 : m.weights())
                                .withOutput(m.output() == m.accumulate() ? Format.BINARY32 : m.output())
                        : m;
            case NOTHING_FLUSHED -> m.flushToZero() ? m.withFlushToZero(false) : m;
        };
    }
}
