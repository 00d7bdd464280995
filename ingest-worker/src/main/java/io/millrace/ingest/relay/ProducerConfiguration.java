package io.millrace.ingest.relay;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The relay's producer; public so that a bare producer with the same settings can be measured beside it. */
public final class ProducerConfiguration {

    private static final int MEBIBYTE = 1 << 20;

    /** A topic takes 16 MiB and its dead letters one more: the broker is to refuse, not the client. */
    private static final int MAX_REQUEST = 17 * MEBIBYTE;

    private ProducerConfiguration() {}

    /** @param common what every client needs: servers and security; producer settings in it hold unless ours must */
    public static Map<String, Object> of(Map<String, Object> common, Duration deliveryTimeout) {
        int delivery = Math.toIntExact(deliveryTimeout.toMillis());
        Map<String, Object> all = new HashMap<>(common);
        all.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 2 * MEBIBYTE);
        all.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 128L * MEBIBYTE);
        // The system's own, which grows with the connection: the producer alone sends nearly twice as much
        all.putIfAbsent(ProducerConfig.SEND_BUFFER_CONFIG, -1);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        all.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        // Every batch is flushed; until then the broker has something to do.
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1_000, delivery / 3));
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) delivery / 3);
        return all;
    }
}
