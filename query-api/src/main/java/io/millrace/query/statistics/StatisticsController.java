package io.millrace.query.statistics;

import io.millrace.query.access.Caller;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.statistics.StatisticsReader.ChunkingStatistics;
import io.millrace.query.statistics.StatisticsReader.PartitionReport;
import io.millrace.query.statistics.StatisticsReader.PartitionStatistics;
import io.millrace.query.statistics.StatisticsReader.SearchDay;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Reads of the operators' views. */
@Tag(name = "statistics")
@RestController
class StatisticsController {

    private final StatisticsReader reader;

    StatisticsController(StatisticsReader reader) {
        this.reader = reader;
    }

    @Operation(operationId = "getPartitions", summary = "How chunks are spread over their partitions")
    @GetMapping(path = "/v1/statistics/partitions", produces = MediaType.APPLICATION_JSON_VALUE)
    PartitionReport partitions(@Parameter(hidden = true) Caller caller) {
        return reader.partitions(caller);
    }

    @Operation(operationId = "getPartition", summary = "One partition of the chunks")
    @GetMapping(path = "/v1/statistics/partitions/{key}", produces = MediaType.APPLICATION_JSON_VALUE)
    PartitionStatistics partition(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "0 to 99: a collection's is abs(hashtext(id)) % 100.") @PathVariable int key) {
        return reader.partition(caller, key)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.PARTITION_NOT_FOUND, "there is no partition " + key + ": their keys are 0 to 99."));
    }

    @Operation(operationId = "getSearchDays", summary = "Searches by day: how many, how fast, how many without hits")
    @GetMapping(path = "/v1/statistics/searches", produces = MediaType.APPLICATION_JSON_VALUE)
    List<SearchDay> searches(@Parameter(hidden = true) Caller caller) {
        return reader.searches(caller);
    }

    @Operation(
            operationId = "getChunkingStatistics",
            summary = "Sizes of a collection's chunks",
            description = "As of refreshed_at, some minutes ago; empty for a collection that is younger.")
    @GetMapping(path = "/v1/collections/{collection}/statistics", produces = MediaType.APPLICATION_JSON_VALUE)
    List<ChunkingStatistics> chunking(@Parameter(hidden = true) Caller caller, @PathVariable String collection) {
        return reader.chunking(caller, collection);
    }
}
