package io.millrace.query.access;

import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.stereotype.Component;

/**
 * Every transaction of this application begins here, so that none forgets its caller: {@code millrace.caller} is set for
 * the transaction only, and the pooled connection goes back without it. Thread-safe.
 */
@Component
public final class CallerTransactions {

    private final DSLContext dsl;

    public CallerTransactions(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** Runs the work in one transaction as this caller: committed when it returns, rolled back when it throws. */
    public <T> T in(Caller caller, Function<DSLContext, T> work) {
        return with("millrace.caller", caller.userId().toString(), work);
    }

    /**
     * Reads whose a credential is, before there is a caller: users, keys and tokens are visible, nothing else is, and nothing
     * can be changed.
     */
    public <T> T authenticating(Function<DSLContext, T> work) {
        return with("millrace.authenticating", "on", work);
    }

    /** Where the request came from goes with it, for the audit log. */
    private <T> T with(String setting, String value, Function<DSLContext, T> work) {
        RequestOrigin origin = RequestOrigin.ofThisThread();
        return dsl.transactionResult(configuration -> {
            DSLContext transaction = configuration.dsl();
            transaction
                    .select(set(setting, value), set("millrace.ip", origin.ip()), set("millrace.agent", origin.agent()))
                    .fetch();
            return work.apply(transaction);
        });
    }

    private static Field<String> set(String setting, String value) {
        return DSL.function("set_config", SQLDataType.CLOB, DSL.inline(setting), DSL.val(value), DSL.inline(true));
    }
}
