package org.fiducial.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;

/** What keeps a text from being JSON, and where. */
final class JsonFault {
    private JsonFault() {}

    /** In a few words: what Jackson says besides is about Jackson. */
    static String of(JacksonException e) {
        String said = String.valueOf(e.getOriginalMessage());
        int more = said.indexOf(": ");
        JsonLocation at = e.getLocation();
        return (more < 0 ? said : said.substring(0, more))
                + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr());
    }
}
