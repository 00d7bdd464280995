package io.millrace.benchmarks.corpus;

import java.util.Locale;
import java.util.SplittableRandom;

/** Sentences of about 800 characters in all. Frequent words are frequent, rare ones rare, as in natural text. */
final class SyntheticText {

    private static final int LENGTH = 800;
    private static final int SHORTEST_SENTENCE = 6;
    private static final int LONGEST_SENTENCE = 18;
    private static final int RARE_WORDS = 50_000;
    private static final int RARE_ONE_IN = 12;

    private static final String[] WORDS = """
            the of and to a in is that for it with as on by this an at from are or be which control robot joint motor
            force torque sensor model policy state plan motion contact balance gait foot step body arm hand gripper object
            camera depth image point map pose frame link inertia mass velocity position error gain filter noise estimate
            learn train reward data sample network layer weight loss gradient batch task skill demonstration human operator
            safety limit speed stop zone risk standard power battery current voltage heat gear drive encoder bus cycle
            latency deadline message topic node graph simulator physics friction terrain slope stair push recover fall
            trajectory optimise solve constraint cost horizon predict observe measure compare calibrate identify parameter
            test log record replay fleet update deploy monitor alert repair spare cable screw bearing shaft belt spring
            when where while because therefore however although between under over through before after during without each
            every most some few many much small large fast slow high low long short early late stable rough smooth
            """.strip().split("\\s+");

    private final long seed;

    SyntheticText(long seed) {
        this.seed = seed;
    }

    String of(long n) {
        SplittableRandom random = new SplittableRandom(seed ^ (n * 0x9E3779B97F4A7C15L));
        StringBuilder text =
                new StringBuilder(LENGTH + 128).append("Record ").append(n).append(". ");
        while (text.length() < LENGTH) {
            int words = random.nextInt(SHORTEST_SENTENCE, LONGEST_SENTENCE);
            int begin = text.length();
            for (int i = 0; i < words; i++) {
                text.append(word(random)).append(' ');
            }
            text.setLength(text.length() - 1);
            text.replace(begin, begin + 1, text.substring(begin, begin + 1).toUpperCase(Locale.ROOT));
            text.append(". ");
        }
        return text.toString().strip();
    }

    private static String word(SplittableRandom random) {
        if (random.nextInt(RARE_ONE_IN) == 0) {
            return "part" + Integer.toString(random.nextInt(RARE_WORDS), Character.MAX_RADIX);
        }
        // The square of a uniform number: the first words are the most frequent
        double uniform = random.nextDouble();
        return WORDS[(int) (uniform * uniform * WORDS.length)];
    }
}
