package io.millrace.query.collection;

import io.millrace.query.access.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/collections/{collection}/limits}: everybody who may read sees them, a superuser sets them. */
@Tag(name = "collections")
@RestController
@RequestMapping(path = "/v1/collections/{collection}/limits", produces = MediaType.APPLICATION_JSON_VALUE)
class CollectionLimitsController {

    private final CollectionDirectory collections;
    private final CollectionLimitsStore store;

    CollectionLimitsController(CollectionDirectory collections, CollectionLimitsStore store) {
        this.collections = collections;
        this.store = store;
    }

    @Operation(
            operationId = "getCollectionLimits",
            summary = "What a collection may hold, and how often it may be asked")
    @GetMapping
    CollectionLimits get(@Parameter(hidden = true) Caller caller, @PathVariable String collection) {
        return store.find(caller, collections.require(caller, collection).id());
    }

    @Operation(
            operationId = "putCollectionLimits",
            summary = "Sets what a collection may hold, and how often it may be asked. For superusers",
            description = "All of it: what is absent has no limit. What is there already stays, also beyond a limit.")
    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    CollectionLimits put(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestBody CollectionLimits limits) {
        limits.validate();
        return store.put(caller, collections.require(caller, collection), limits);
    }
}
