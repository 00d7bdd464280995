package io.millrace.query.access;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;

/** Users for tests of other packages. */
public final class TestUsers {

    private TestUsers() {}

    /** As somebody who has just been made, and has logged in. */
    public static HttpCalls login(QueryApiServer server, IndexedContent content, String username) {
        return server.http()
                .withKey(new Installation(server, content).login(username).accessToken());
    }
}
