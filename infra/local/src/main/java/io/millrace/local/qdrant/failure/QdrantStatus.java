package io.millrace.local.qdrant.failure;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Failures as a Qdrant server words them: status codes and prefixes of {@code lib/storage/src/content_manager/errors.rs} and
 * {@code conversions.rs}.
 */
public final class QdrantStatus {

    private QdrantStatus() {}

    /** The request was malformed: INVALID_ARGUMENT, the text as it is. */
    public static StatusRuntimeException invalidArgument(String description) {
        return Status.INVALID_ARGUMENT.withDescription(description).asRuntimeException();
    }

    /** The request does not fit the collection: INVALID_ARGUMENT, {@code Wrong input: …}. */
    public static StatusRuntimeException wrongInput(String description) {
        return invalidArgument("Wrong input: " + description);
    }

    /** A field is out of its bounds: INVALID_ARGUMENT, {@code Validation error in body: [field: reason]}. */
    public static StatusRuntimeException validation(String field, String reason) {
        return invalidArgument("Validation error in body: [" + field + ": " + reason + "]");
    }

    /** NOT_FOUND, {@code Not found: …}. */
    public static StatusRuntimeException notFound(String description) {
        return Status.NOT_FOUND.withDescription("Not found: " + description).asRuntimeException();
    }

    /** NOT_FOUND for a name that is neither a collection nor an alias. */
    public static StatusRuntimeException collectionNotFound(String name) {
        return notFound("Collection `" + name + "` doesn't exist!");
    }

    /** NOT_FOUND for a point that an operation needs. */
    public static StatusRuntimeException pointNotFound(Object id) {
        return notFound("No point with id " + id + " found");
    }

    /** ALREADY_EXISTS, {@code Wrong input: …}. */
    public static StatusRuntimeException alreadyExists(String description) {
        return Status.ALREADY_EXISTS
                .withDescription("Wrong input: " + description)
                .asRuntimeException();
    }

    /** UNIMPLEMENTED: a feature of Qdrant that this server does not have, by its name in the API. */
    public static StatusRuntimeException unimplemented(String feature) {
        return Status.UNIMPLEMENTED
                .withDescription(feature + " is not implemented by the embedded server: use a Qdrant server for it")
                .asRuntimeException();
    }

    /** INTERNAL, {@code Service internal error: …}. */
    public static StatusRuntimeException internal(String description, Throwable cause) {
        return Status.INTERNAL
                .withDescription("Service internal error: " + description)
                .withCause(cause)
                .asRuntimeException();
    }
}
