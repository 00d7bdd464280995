package io.millrace.ingest.document.event;

import io.millrace.ingest.hygiene.CleanText;
import io.millrace.ingest.hygiene.TextHygiene;
import java.util.List;

/** Cleans the texts of one event and remembers what that did. Used by one thread. */
final class Cleaning {

    private int stripped;
    private boolean contentChanged;

    /** A title or a value of the metadata. */
    String label(String received) {
        CleanText clean = TextHygiene.clean(received);
        stripped += clean.stripped();
        return clean.text();
    }

    String content(String received) {
        CleanText clean = TextHygiene.clean(received);
        stripped += clean.stripped();
        contentChanged |= clean.changed();
        return clean.text();
    }

    /** @throws RefusedEventException if nothing that can be seen is left of a chunk */
    List<SuppliedChunk> chunks(List<SuppliedChunk> received) {
        return received.stream().map(this::chunk).toList();
    }

    private SuppliedChunk chunk(SuppliedChunk received) {
        String text = content(received.text());
        if (text.isBlank()) {
            throw new RefusedEventException(RefusalCode.EMPTY_CHUNK, "One of the chunks has no text.");
        }
        String section = received.sectionTitle();
        return new SuppliedChunk(
                text, section == null ? null : label(section), received.pageReference(), received.vector());
    }

    DocumentChange.Hygiene done() {
        return new DocumentChange.Hygiene(stripped, contentChanged);
    }
}
