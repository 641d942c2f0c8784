package org.fiducial.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SheetTest {
    @Test
    void entriesAreReadInTheirTwoStyles() {
        Sheet sheet = Sheet.parse("toy", """
                # Toy: a sheet

                ### toy-C1 first
                - Statement: one
                  two.
                - Source: [P] Theorem 3. Kind: bound / limit. Check: enclosures.

                ### toy-C2 second
                - Statement (n > 0): three. Kind: complexity. Check: counts.

                ## Traps
                - Statement: not one.
                """);
        assertEquals("Toy: a sheet", sheet.title());
        assertEquals(2, sheet.entries().size());
        assertEquals(new SheetEntry("toy", 1, "first", "one two.", "[P] Theorem 3.", "bound / limit"), sheet.claim(1));
        assertEquals(new SheetEntry("toy", 2, "second", "(n > 0): three.", "the sheet", "complexity"), sheet.claim(2));
        assertThrows(IllegalArgumentException.class, () -> sheet.claim(3));
        assertThrows(IllegalArgumentException.class, () -> Sheet.parse("other", "### toy-C1 x\n- Statement: y."));
        assertThrows(IllegalArgumentException.class, () -> Sheet.parse("toy", "### toy-C1 x\n- Kind: bound."));
    }

    @Test
    void theLandedSheetIsComplete() {
        Sheet sheet = Sheet.of("softmax-attention");
        assertEquals(17, sheet.entries().size());
        for (SheetEntry entry : sheet.entries()) {
            assertFalse(entry.statement().isBlank(), entry.id());
            assertFalse(entry.kind().isBlank(), entry.id());
            assertFalse(entry.statement().contains("Kind:"), entry.id());
        }
    }
}
