package io.millrace.query.problem;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat itself refuses, before any filter, is a problem too and not a page. Tomcat makes it by its class name. */
public final class ProblemErrorReportValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ProblemCode code = ProblemWriter.ofStatus(status);
        String detail = status < 500
                ? "the server cannot read this request: check the encoding of its path and headers."
                : "the server failed to answer; its log says why.";
        try {
            String path = request.getRequestURI();
            ProblemWriter.write(response, path == null ? "/" : path, code, detail);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("the client left before its problem was written", e);
        }
    }
}
