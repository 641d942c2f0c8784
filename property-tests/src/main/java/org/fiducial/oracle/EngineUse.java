package org.fiducial.oracle;

/**
 * How many query rows an arithmetic engine decided.
 *
 * @param engine its name
 * @param rows rows that needed no sharper engine
 */
public record EngineUse(String engine, long rows) {}
