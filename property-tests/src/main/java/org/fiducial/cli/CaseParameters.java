package org.fiducial.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fiducial.oracle.CaseException;
import org.fiducial.tensor.TensorFile;

/** An operator's parameters as text: those of the case's metadata with those of the command line laid over them. */
final class CaseParameters {
    /** The metadata entry that holds a JSON object of parameters. */
    static final String METADATA = "fiducial.parameters";

    /** Digits before or after the point that are written out. */
    private static final int LONGEST = 18;

    /** Made where there is metadata to read: it takes a tenth of a second. */
    private static final class Json {
        static final ObjectMapper MAPPER = new ObjectMapper()
                .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    private CaseParameters() {}

    /**
     * Reads both.
     *
     * @param options each {@code name=value}
     * @throws CaseException if the metadata is not an object of numbers, strings, booleans and lists of them, or an option is malformed
     */
    static Map<String, String> read(Path file, TensorFile content, List<String> options) throws CaseException {
        Map<String, String> parameters = new LinkedHashMap<>();
        String json = content.metadata().get(METADATA);
        if (json != null) {
            readMetadata(file, json, parameters);
        }
        Map<String, String> given = new LinkedHashMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new CaseException("--param " + option + ", expected NAME=VALUE");
            }
            String name = option.substring(0, equals).strip();
            if (given.put(name, option.substring(equals + 1).strip()) != null) {
                throw new CaseException("--param " + name + " is given twice, expected once");
            }
        }
        parameters.putAll(given);
        return parameters;
    }

    private static void readMetadata(Path file, String json, Map<String, String> parameters) throws CaseException {
        String where = file + ": metadata '" + METADATA + "'";
        JsonNode root;
        try {
            root = Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new CaseException(where + " is not JSON: " + JsonFault.of(e)
                    + ", expected an object such as {\"causal\": \"top-left\"}");
        }
        if (root == null || !root.isObject()) {
            throw new CaseException(where + ", expected a JSON object such as {\"causal\": \"top-left\"}");
        }
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            parameters.put(field.getKey(), text(where + ": '" + field.getKey() + "'", field.getValue()));
        }
    }

    private static String text(String where, JsonNode value) throws CaseException {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            // 1e3 is the whole number 1000, but nobody reads a thousand zeros.
            return Math.abs((long) number.scale()) <= LONGEST ? number.toPlainString() : number.toString();
        } else if (value.isTextual() || value.isBoolean()) {
            return value.asText();
        } else if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            for (JsonNode part : value) {
                parts.add(text(where, part));
            }
            return String.join(",", parts);
        }
        throw new CaseException(where + ", expected a number, a string, true, false or a list of them");
    }
}
