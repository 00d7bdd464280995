package io.millrace.query.conversation;

import io.millrace.query.access.Caller;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.millrace.query.listing.TypedCursor;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/conversations}: those of the caller; nobody sees another's. */
@Tag(name = "conversations")
@RestController
@RequestMapping(path = "/v1/conversations", produces = MediaType.APPLICATION_JSON_VALUE)
class ConversationController {

    private static final int MAX_PAGE = 200;

    private final ConversationStore store;
    private final AnswerStore answers;

    ConversationController(ConversationStore store, AnswerStore answers) {
        this.store = store;
        this.answers = answers;
    }

    @Operation(operationId = "createConversation", summary = "Begins a conversation")
    @ApiResponse(responseCode = "201", description = "Begun")
    @PostMapping
    ResponseEntity<ConversationResource> create(
            @Parameter(hidden = true) Caller caller, @RequestBody ConversationRequest request) {
        request.validateNew();
        String title = request.title();
        ConversationResource made =
                store.insert(caller, title == null ? ConversationTitle.untitled() : ConversationTitle.chosen(title));
        return ResponseEntity.created(URI.create("/v1/conversations/" + made.id()))
                .body(made);
    }

    @Operation(operationId = "listConversations", summary = "Your conversations, the newest first")
    @GetMapping
    Page<ConversationResource> list(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "Only those with this text in the title or in a message, in whatever case.")
                    @RequestParam(required = false)
                    @Nullable
                    String q,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Cursor.limit(limit, MAX_PAGE);
        return Page.of(
                store.list(caller, SearchText.of(q), TypedCursor.before(cursor), most + 1),
                most,
                ConversationResource::id,
                row -> row);
    }

    @Operation(operationId = "getConversation", summary = "One conversation")
    @GetMapping("/{conversation}")
    ConversationResource get(@Parameter(hidden = true) Caller caller, @PathVariable UUID conversation) {
        return found(store.find(caller, conversation));
    }

    @Operation(operationId = "renameConversation", summary = "Gives a conversation another title")
    @PatchMapping("/{conversation}")
    ConversationResource rename(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID conversation,
            @RequestBody ConversationRequest request) {
        return found(store.rename(caller, conversation, ConversationTitle.chosen(request.validateTitle())));
    }

    @Operation(operationId = "deleteConversation", summary = "Deletes a conversation with its messages, for good")
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @DeleteMapping("/{conversation}")
    void delete(@Parameter(hidden = true) Caller caller, @PathVariable UUID conversation) {
        if (!store.delete(caller, conversation)) {
            throw notFound();
        }
    }

    @Operation(
            operationId = "addMessage",
            summary = "Adds a message",
            description = "The first message names a conversation that has no title of its own.")
    @ApiResponse(responseCode = "201", description = "Added")
    @ResponseStatus(HttpStatus.CREATED)
    @PostMapping("/{conversation}/messages")
    MessageResource add(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID conversation,
            @RequestBody MessageRequest request) {
        return found(store.add(caller, conversation, request.validated()));
    }

    @Operation(operationId = "listMessages", summary = "The messages of a conversation, in order")
    @GetMapping("/{conversation}/messages")
    Page<MessageResource> messages(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID conversation,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Cursor.limit(limit, MAX_PAGE);
        return Page.of(
                found(store.messages(caller, conversation, TypedCursor.position(cursor), most + 1)),
                most,
                row -> Integer.toString(row.position()),
                row -> row);
    }

    @Operation(
            operationId = "addAnswer",
            summary = "Adds a question, its answer, and the chunks it was made from",
            description = "Every chunk must exist, and you must be able to read it, now.")
    @ApiResponse(responseCode = "201", description = "Added")
    @ResponseStatus(HttpStatus.CREATED)
    @PostMapping("/{conversation}/history")
    AnswerResource addAnswer(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID conversation,
            @RequestBody AnswerRequest request) {
        return found(answers.add(caller, conversation, request.validated()));
    }

    @Operation(operationId = "listAnswers", summary = "The answers of a conversation with their sources, in order")
    @GetMapping("/{conversation}/history")
    Page<AnswerResource> answers(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID conversation,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Cursor.limit(limit, MAX_PAGE);
        found(store.find(caller, conversation));
        return Page.of(
                answers.list(caller, conversation, TypedCursor.after(cursor), most + 1),
                most,
                AnswerResource::id,
                row -> row);
    }

    private static <T> T found(Optional<T> row) {
        return row.orElseThrow(ConversationController::notFound);
    }

    private static ProblemException notFound() {
        return new ProblemException(
                ProblemCode.CONVERSATION_NOT_FOUND,
                "there is no such conversation of yours: list them at /v1/conversations.");
    }
}
