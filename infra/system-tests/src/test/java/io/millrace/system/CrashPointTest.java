package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step that was renamed shows here in a second, and not only when the process does not die there. */
class CrashPointTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.millrace.system.CrashPoint#all")
    void crashPointIsAMethodOfTheProduct(CrashPoint point) throws ClassNotFoundException {
        Class<?> type = Class.forName(point.className(), false, CrashPointTest.class.getClassLoader());
        assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
                .contains(point.methodName());
    }
}
