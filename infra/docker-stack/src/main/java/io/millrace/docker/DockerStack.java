package io.millrace.docker;

import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.SideBySide;
import io.millrace.local.stack.KafkaServer;
import io.millrace.local.stack.PostgresServer;
import io.millrace.local.stack.QdrantServer;
import io.millrace.local.stack.Stack;
import java.util.List;

/** Three containers. Testcontainers' Ryuk removes them when this JVM is killed. */
final class DockerStack implements Stack {
    private final PostgresContainer postgres = PostgresContainer.create();
    private final KafkaBrokerContainer kafka = KafkaBrokerContainer.create();
    private final QdrantServerContainer qdrant = QdrantServerContainer.create();

    static DockerStack start() {
        DockerEngine.require();
        DockerStack stack = new DockerStack();
        try {
            SideBySide.forEach(stack.servers(), ContainerServer::start);
        } catch (LocalProcessException e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    @Override
    public PostgresServer postgres() {
        return postgres;
    }

    @Override
    public KafkaServer kafka() {
        return kafka;
    }

    @Override
    public QdrantServer qdrant() {
        return qdrant;
    }

    @Override
    public void close() {
        SideBySide.forEach(servers(), ContainerServer::remove);
    }

    private List<ContainerServer> servers() {
        return List.of(postgres, kafka, qdrant);
    }
}
