package io.millrace.benchmarks.report;

/** What a figure counts, and which way is better. */
public enum Unit {
    RECORDS_PER_SECOND("records/s", true),
    POINTS_PER_SECOND("points/s", true),
    REQUESTS_PER_SECOND("requests/s", true),
    MILLISECONDS("ms", false);

    private final String symbol;
    private final boolean moreIsBetter;

    Unit(String symbol, boolean moreIsBetter) {
        this.symbol = symbol;
        this.moreIsBetter = moreIsBetter;
    }

    public String symbol() {
        return symbol;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }
}
