package io.millrace.query.access;

import io.millrace.schemas.transport.EncryptedTransport;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Refuses to start with a connection that the network could read or change, before any is opened. */
@Component
final class TransportCheck {

    /** @throws io.millrace.schemas.transport.UnsafeTransportException with one sentence */
    TransportCheck(
            @Value("${millrace.unencrypted-hosts}") String exceptions,
            @Value("${spring.datasource.url}") String postgres,
            @Value("${millrace.kafka.bootstrap-servers}") String kafka,
            @Value("${millrace.kafka.security-protocol}") String kafkaProtocol,
            @Value("${millrace.qdrant.url}") URI qdrant,
            @Value("${millrace.qdrant.api-key}") String qdrantKey) {
        EncryptedTransport transport = EncryptedTransport.exceptFor(exceptions);
        transport.requireForPostgres("MILLRACE_POSTGRES_URL", postgres);
        transport.requireForKafka(kafka, kafkaProtocol);
        transport.requireForQdrant(qdrant, !qdrantKey.isBlank());
    }
}
