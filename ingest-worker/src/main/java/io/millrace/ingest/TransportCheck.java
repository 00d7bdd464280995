package io.millrace.ingest;

import io.millrace.schemas.transport.EncryptedTransport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Refuses to start with a connection that the network could read or change, before any is opened. */
@Component
final class TransportCheck {

    /** @throws io.millrace.schemas.transport.UnsafeTransportException with one sentence */
    TransportCheck(
            @Value("${millrace.unencrypted-hosts}") String exceptions,
            @Value("${millrace.postgres.url}") String postgres,
            @Value("${millrace.postgres.direct-url}") String direct,
            @Value("${spring.kafka.bootstrap-servers}") String kafka,
            @Value("${spring.kafka.properties[security.protocol]:}") String kafkaProtocol) {
        EncryptedTransport transport = EncryptedTransport.exceptFor(exceptions);
        transport.requireForPostgres("MILLRACE_POSTGRES_URL", postgres);
        transport.requireForPostgres("MILLRACE_POSTGRES_DIRECT_URL", direct);
        transport.requireForKafka(kafka, kafkaProtocol);
    }
}
