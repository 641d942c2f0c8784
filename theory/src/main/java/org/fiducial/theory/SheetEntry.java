package org.fiducial.theory;

/**
 * A claim as its sheet words it.
 *
 * @param operator slug of the sheet
 * @param number the claim's number
 * @param title its heading
 * @param statement what is claimed
 * @param source where it comes from
 * @param kind the sheet's word for it: identity, bound, limit ...
 */
public record SheetEntry(String operator, int number, String title, String statement, String source, String kind) {
    public String id() {
        return operator + "-C" + number;
    }
}
