package io.millrace.sync.erasure;

/** Where one store stands. */
enum StoreState {
    /** Something must happen elsewhere before it can be erased here. */
    PENDING,
    /** All was done that can be done; what is left goes by itself, by the time that the receipt states. */
    EXPIRING,
    /** The last look found nothing. */
    ERASED
}
