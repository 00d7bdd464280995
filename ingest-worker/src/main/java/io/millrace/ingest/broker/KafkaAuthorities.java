package io.millrace.ingest.broker;

import io.millrace.schemas.transport.KafkaTransport;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Every client that is made from Spring Boot's settings trusts the authorities that {@code MILLRACE_KAFKA_CA_FILE} names. */
@Component
final class KafkaAuthorities implements BeanPostProcessor {

    private final Optional<String> file;

    KafkaAuthorities(Environment environment) {
        this.file = Optional.ofNullable(environment.getProperty("millrace.kafka.ca-file"))
                .filter(name -> !name.isBlank());
    }

    /** @throws io.millrace.schemas.transport.UnsafeTransportException with one sentence, if they cannot be read */
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof KafkaProperties kafka) {
            Map<String, String> client = kafka.getProperties();
            client.putAll(KafkaTransport.trusting(file, client.get("security.protocol")));
        }
        return bean;
    }
}
