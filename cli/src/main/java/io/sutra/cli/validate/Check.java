package io.sutra.cli.validate;

/**
 * One thing that is promised.
 *
 * @param phase 0 to 2
 * @param what is looked at
 * @param measured number with its unit
 * @param promised number with its unit
 */
public record Check(int phase, String what, String measured, String promised, boolean passed) {}
