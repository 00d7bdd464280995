package io.millrace.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {
    @Test
    void portsInUseAreChosenAround() throws Exception {
        int free = LoopbackPorts.any();
        try (ServerSocket taken = new ServerSocket(free, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(LoopbackPorts.isFree(taken.getLocalPort())).isFalse();
            assertThat(LoopbackPorts.isServed(taken.getLocalPort())).isTrue();
            assertThat(LoopbackPorts.from(free)).isGreaterThan(free);
        }
        assertThat(LoopbackPorts.from(free)).isEqualTo(free);
        assertThat(LoopbackPorts.isServed(free)).isFalse();
    }
}
