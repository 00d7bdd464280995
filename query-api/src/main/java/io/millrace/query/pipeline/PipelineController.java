package io.millrace.query.pipeline;

import io.millrace.query.access.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/pipeline}. */
@Tag(name = "pipeline")
@RestController
class PipelineController {

    private final PipelineInspector inspector;

    PipelineController(PipelineInspector inspector) {
        this.inspector = inspector;
    }

    @Operation(
            operationId = "getPipeline",
            summary = "The state, lag and age of each stage",
            description =
                    "As of at most a second ago. A part that does not answer is shown as DOWN; the answer is 200 all the same.")
    @GetMapping(path = "/v1/pipeline", produces = MediaType.APPLICATION_JSON_VALUE)
    PipelineReport get(@Parameter(hidden = true) Caller caller) {
        return inspector.report(caller);
    }
}
