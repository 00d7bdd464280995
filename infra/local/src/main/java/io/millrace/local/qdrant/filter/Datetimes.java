package io.millrace.local.qdrant.filter;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/**
 * Reads the date and time forms that Qdrant reads: RFC 3339, with a blank for the {@code T}, without an offset (UTC), or a
 * date alone ({@code DateTimePayloadType::from_str} in {@code lib/segment/src/types.rs}).
 */
public final class Datetimes {

    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendPattern("[XXX][XX]")
            .optionalEnd()
            .optionalEnd()
            .toFormatter();

    private Datetimes() {}

    /** The instant that a text names, empty when it is not a date and time. */
    public static Optional<Instant> parse(String text) {
        // a date is at least 10 characters, so most other strings are told without an exception
        if (text.length() < 10 || text.length() > 40 || text.charAt(4) != '-') {
            return Optional.empty();
        }
        try {
            TemporalAccessor parsed =
                    FORMAT.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            return Optional.of(
                    switch (parsed) {
                        case OffsetDateTime instant -> instant.toInstant();
                        case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
                        default -> LocalDate.from(parsed).atStartOfDay().toInstant(ZoneOffset.UTC);
                    });
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
