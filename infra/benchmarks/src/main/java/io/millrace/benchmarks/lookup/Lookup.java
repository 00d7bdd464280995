package io.millrace.benchmarks.lookup;

/** One way to read documents and chunks, one read at a time. */
interface Lookup extends AutoCloseable {

    /** A document without its content, by id. */
    void document(int document) throws Exception;

    /** The first page of a document's chunks. */
    void chunks(int document) throws Exception;

    @Override
    void close() throws Exception;
}
