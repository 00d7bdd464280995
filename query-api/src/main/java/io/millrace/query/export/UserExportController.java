package io.millrace.query.export;

import io.millrace.query.access.Caller;
import io.millrace.query.export.UserDataReader.Rows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/users/me/export}. */
@Tag(name = "users")
@RestController
class UserExportController {

    private static final UUID FIRST = new UUID(0, 0);

    private final UserDataReader reader;

    UserExportController(UserDataReader reader) {
        this.reader = reader;
    }

    @Operation(
            operationId = "exportOwnUser",
            summary = "All that is stored about you",
            description =
                    "One JSON document with an array for each kind of thing: user, api_keys, sessions, collections, permissions, "
                            + "conversations, messages, answers, searches, actions. Hashes of secrets are not in it, and neither are the "
                            + "documents of your collections, which /v1/collections/{collection}/documents lists.")
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema =
                                    @Schema(
                                            type = "object",
                                            additionalProperties = Schema.AdditionalPropertiesValue.TRUE)))
    @GetMapping(path = "/v1/users/me/export", produces = MediaType.APPLICATION_JSON_VALUE)
    void export(@Parameter(hidden = true) Caller caller, @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        // Read before the answer begins, so that a database that is away is a problem and not half an answer
        Rows first = reader.read(caller, ExportedTable.ALL.getFirst(), FIRST);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"millrace-export.json\"");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        try (Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8)) {
            String separator = "{";
            for (ExportedTable table : ExportedTable.ALL) {
                out.append(separator).append('"').append(table.name()).append("\":[");
                write(caller, table, first, out);
                out.append(']');
                separator = ",\n";
            }
            out.append("}\n");
        }
    }

    private void write(Caller caller, ExportedTable table, Rows firstOfAll, Writer out) throws IOException {
        boolean isFirst = table.equals(ExportedTable.ALL.getFirst());
        Rows rows = isFirst ? firstOfAll : reader.read(caller, table, FIRST);
        String separator = "\n";
        while (true) {
            for (String row : rows.json()) {
                out.append(separator).append(row);
                separator = ",\n";
            }
            if (!rows.mayGoOn()) {
                return;
            }
            rows = reader.read(caller, table, rows.last());
        }
    }
}
