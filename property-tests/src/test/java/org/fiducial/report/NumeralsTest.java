package org.fiducial.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumeralsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.12, 0.12",
        "253, 253",
        "99999, 1e5",
        "12345, 12300",
        "0.00012345, 1.23e-4",
        "0.001, 0.001",
        "2300000, 2.3e6",
        "-0.5, -0.5",
        "NaN, NaN",
        "Infinity, infinite",
        "-Infinity, -infinite",
        "4.9e-324, 4.94e-324"
    })
    void briefKeepsThreeDigits(double x, String expected) {
        assertEquals(expected, Numerals.brief(x));
    }

    @ParameterizedTest
    @CsvSource({"0.125, 5, 0.125", "0.123456789, 5, 0.12345…", "-1234567.5, 3, -1.23E+6…", "-infinity, 5, -infinity"})
    void cutSaysThatItCut(String decimal, int digits, String expected) {
        assertEquals(expected, Numerals.cut(decimal, digits));
    }
}
