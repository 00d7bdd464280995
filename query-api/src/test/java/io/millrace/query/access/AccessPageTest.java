package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Update the page with {@code -Dmillrace.access.update=true -Dtest=AccessPageTest}. */
class AccessPageTest {

    private static final Path PAGE = Path.of("../docs/access.md");
    private static final String BEGIN = "<!-- generated from Endpoint: begin -->\n";
    private static final String END = "<!-- generated from Endpoint: end -->\n";

    @Test
    void pageShowsTheTableThatIsEnforced() throws Exception {
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        assertThat(to).isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("millrace.access.update")) {
            Files.writeString(PAGE, page.substring(0, from) + table() + page.substring(to));
            page = Files.readString(PAGE);
            to = page.indexOf(END);
        }
        assertThat(page.substring(from, to))
                .as("if the change is meant, update the page with -Dmillrace.access.update=true")
                .isEqualTo(table());
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| endpoint | needs | scope |");
        for (CallerKind kind : CallerKind.values()) {
            table.append(' ').append(words(kind)).append(" |");
        }
        table.append("\n|---|---|---|")
                .append("---|".repeat(CallerKind.values().length))
                .append('\n');
        for (Endpoint endpoint : Endpoint.values()) {
            table.append("| `")
                    .append(endpoint.method())
                    .append(' ')
                    .append(endpoint.pattern())
                    .append("` | ")
                    .append(words(endpoint.need()))
                    .append(" | ")
                    .append(endpoint.scope().map(Scope::code).orElse("–"))
                    .append(" | ")
                    .append(Arrays.stream(CallerKind.values())
                            .map(kind -> cell(endpoint, kind))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String cell(Endpoint endpoint, CallerKind kind) {
        String hidden = kind.verdict(endpoint, false).shown();
        String open = kind.verdict(endpoint, true).shown();
        return hidden.equals(open) ? hidden : hidden + " / " + open;
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
