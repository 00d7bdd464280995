package io.millrace.benchmarks.search;

import java.sql.SQLException;

/** One way to search. */
interface Searcher extends AutoCloseable {

    int HITS = 10;

    /**
     * Searches with the query of this number, and returns when the texts of all hits are here.
     *
     * @throws Exception if there are not {@value #HITS} hits
     */
    void search(int query) throws Exception;

    @Override
    void close() throws SQLException;
}
