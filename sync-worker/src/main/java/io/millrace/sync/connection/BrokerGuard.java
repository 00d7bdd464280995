package io.millrace.sync.connection;

import io.millrace.schemas.transport.UntrustedServer;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Refuses a broker whose certificate is not trusted: clients would knock again and again, and never say more than that they failed. */
public final class BrokerGuard {

    private BrokerGuard() {}

    /**
     * @throws RefusedServerException if the broker's certificate is not trusted; trying again cannot help
     * @throws KafkaException if no broker answers, or none lets us in
     */
    public static void check(KafkaClients kafka) {
        try (Admin admin = kafka.admin()) {
            admin.describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            UntrustedServer.kafka(e).ifPresent(sentence -> {
                throw new RefusedServerException(sentence);
            });
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new KafkaException(cause.getMessage(), cause);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
