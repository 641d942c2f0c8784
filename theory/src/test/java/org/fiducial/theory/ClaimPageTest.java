package org.fiducial.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of claims says what the registry says. {@code -Dfiducial.write=true} writes it anew. */
class ClaimPageTest {
    @Test
    void thePageIsTheRegistry() throws IOException {
        Path file = Path.of("operators", "CLAIMS.md");
        String page = ClaimPage.of(Claims.operators());
        if (Boolean.getBoolean("fiducial.write")) {
            Files.writeString(file, page);
        }
        assertEquals(page, Files.readString(file), "run this test with -Dtest.jvm.args=-Dfiducial.write=true");
    }

    @Test
    void everySheetHasASource() throws IOException {
        try (var files = Files.list(Path.of("operators"))) {
            files.map(f -> f.getFileName().toString().replace(".md", ""))
                    .filter(name -> !name.equals("CLAIMS"))
                    .forEach(
                            name -> assertTrue(Claims.operators().contains(name), "no claim source for sheet " + name));
        }
    }
}
