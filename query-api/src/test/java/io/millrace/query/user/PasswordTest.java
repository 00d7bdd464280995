package io.millrace.query.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.query.problem.ProblemException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PasswordTest {

    private static final String PASSWORD = "correct horse battery";

    private final Passwords passwords = new Passwords(2);

    @Test
    void aPasswordIsHashedWithArgon2idAndASaltOfItsOwn() {
        String hash = passwords.hash(PASSWORD);
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(PASSWORD);
        assertThat(passwords.hash(PASSWORD)).isNotEqualTo(hash);
        assertThat(passwords.matches(PASSWORD, hash)).isTrue();
        assertThat(passwords.matches(PASSWORD + " ", hash)).isFalse();
        assertThat(passwords.matches("", hash)).isFalse();
    }

    @Test
    void aLetterIsTheSameHoweverAKeyboardComposesIt() {
        assertThat(passwords.matches("cafe\u0301 au lait, please", passwords.hash("caf\u00e9 au lait, please")))
                .isTrue();
    }

    @Test
    void whoIsNotThereTakesAsLongAsWhoIs() {
        String hash = passwords.hash(PASSWORD);
        assertThat(passwords.matches(PASSWORD, null)).isFalse();
        long known = Long.MAX_VALUE;
        long unknown = Long.MAX_VALUE;
        // In turns, so that the compiler and the neighbours do to the one what they do to the other.
        for (int i = 0; i < 15; i++) {
            known = Math.min(known, processorTime(() -> passwords.matches("wrong", hash)));
            unknown = Math.min(unknown, processorTime(() -> passwords.matches("wrong", null)));
        }
        assertThat((double) unknown / known).isBetween(0.5, 2.0);
    }

    @Test
    void aFloodIsToldToComeAgainInsteadOfTakingAllMemory() throws Exception {
        Passwords one = new Passwords(1);
        String hash = one.hash(PASSWORD);
        List<Future<Boolean>> calls = new ArrayList<>();
        int refused = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                calls.add(threads.submit(() -> one.matches(PASSWORD, hash)));
            }
            for (Future<Boolean> call : calls) {
                try {
                    assertThat(call.get()).isTrue();
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOf(ProblemException.class)
                            .hasMessageContaining("try again");
                    refused++;
                }
            }
        }
        assertThat(refused).isBetween(1, 399);
        assertThat(one.matches(PASSWORD, hash)).isTrue();
    }

    @Test
    void aPasswordIsLongEnoughAndNotItsUsersName() {
        assertThatCode(() -> Passwords.validate("twelve chars", "ada", "/password"))
                .doesNotThrowAnyException();
        for (String bad : List.of("", "eleven char", "x".repeat(257))) {
            assertThatThrownBy(() -> Passwords.validate(bad, "ada", "/password"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage("a password has 12 to 256 characters.");
        }
        assertThatThrownBy(() -> Passwords.validate("Ada.Lovelace1", "ada.lovelace1", "/password"))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void noPasswordIsEverShown() {
        assertThat(List.of(
                                new NewUserRequest("ada", PASSWORD, null, null, null, Map.of()),
                                new UserChange(null, null, null, null, null, null, PASSWORD),
                                new PasswordChange(PASSWORD, PASSWORD))
                        .toString())
                .doesNotContain(PASSWORD);
    }

    private static long processorTime(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        work.run();
        return threads.getCurrentThreadCpuTime() - begun;
    }

    @Test
    void halfOfACharacterIsRefusedAndMatchesNothing() {
        Passwords passwords = new Passwords();
        String half = "\ud800 and the rest of it";
        assertThat(passwords.matches(half, passwords.hash("a password that is text")))
                .isFalse();
        assertThatThrownBy(() -> Passwords.validate(half, "ada", "password")).isInstanceOf(ProblemException.class);
    }
}
