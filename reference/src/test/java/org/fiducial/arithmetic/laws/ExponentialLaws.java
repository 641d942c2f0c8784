package org.fiducial.arithmetic.laws;

import java.util.ArrayList;
import java.util.List;
import org.fiducial.arithmetic.scalar.ScalarExponentialField;
import org.fiducial.number.Dyadic;

/** The laws of a field with an exponential. */
class ExponentialLaws<S> extends FieldLaws<S> {
    private final ScalarExponentialField<S> field;

    ExponentialLaws(ScalarExponentialField<S> field, Judge<S> judge, List<Dyadic> values) {
        super(field, judge, values);
        this.field = field;
    }

    /** Arguments of the exponential. */
    List<Dyadic> logits() {
        return values();
    }

    @Override
    List<Law> laws() {
        List<Law> laws = new ArrayList<>(super.laws());
        laws.add(new Law("exp is a homomorphism", this::homomorphism));
        return laws;
    }

    void homomorphism() {
        judge.agree("exp 0 = 1", field.exp(field.zero()), field.one(), 0);
        for (Dyadic a : logits()) {
            S x = number(a);
            judge.agree("exp a exp -a = 1", field.multiply(field.exp(x), field.exp(field.negate(x))), field.one(), 8);
            for (Dyadic b : logits()) {
                S y = number(b);
                double size = Math.exp(a.add(b).toDouble());
                // The sum rounds by up to four roundoffs, which exp turns into as many relative ones and a few more.
                judge.agree(
                        "exp(a + b) = exp a exp b",
                        field.exp(field.add(x, y)),
                        field.multiply(field.exp(x), field.exp(y)),
                        16 * size);
            }
        }
    }
}
