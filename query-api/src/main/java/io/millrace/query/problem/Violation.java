package io.millrace.query.problem;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer where, as a JSON pointer (RFC 6901) into the body; for a parameter, its name
 * @param detail what is wrong, as one sentence
 */
public record Violation(String pointer, String detail) {}
