package io.millrace.local.stack;

import io.millrace.local.process.LocalServer;

/** A server of a stack that is a process of its own. */
interface ProcessServer extends FaultableServer {
    LocalServer server();

    @Override
    default void start() {
        server().start();
    }

    @Override
    default void stop() {
        server().stop();
    }

    @Override
    default void kill() {
        server().kill();
    }

    @Override
    default boolean isRunning() {
        return server().isRunning();
    }
}
