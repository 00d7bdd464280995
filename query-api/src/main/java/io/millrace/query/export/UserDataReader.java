package io.millrace.query.export;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jooq.JSON;
import org.jooq.JSONEntry;
import org.jooq.Record2;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;

/** A caller's own rows, as JSON objects. Reads only. Thread-safe. */
@Component
class UserDataReader {

    private static final int PAGE = 500;

    private final CallerTransactions transactions;

    UserDataReader(CallerTransactions transactions) {
        this.transactions = transactions;
    }

    /** @param last key of the last of them */
    record Rows(List<String> json, UUID last) {

        boolean mayGoOn() {
            return json.size() == PAGE;
        }
    }

    /** At most a page, in a transaction of its own. */
    Rows read(Caller caller, ExportedTable table, UUID after) {
        List<Record2<UUID, JSON>> rows = transactions.in(
                caller,
                dsl -> dsl.select(table.key(), DSL.jsonObject(entries(table)))
                        .from(Objects.requireNonNull(table.key().getTable()))
                        .where(table.rowsOf(caller.userId(), after))
                        .orderBy(table.key())
                        .limit(PAGE)
                        .fetch());
        return new Rows(
                rows.stream().map(row -> row.value2().data()).toList(),
                rows.isEmpty() ? after : rows.getLast().value1());
    }

    private static List<JSONEntry<?>> entries(ExportedTable table) {
        return table.columns().stream()
                .<JSONEntry<?>>map(column -> DSL.key(column.getName()).value(column))
                .toList();
    }
}
