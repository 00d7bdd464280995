package io.millrace.sync.rebuild;

/** Hears how far a replay has come. One thread calls it. */
public interface ReplayProgress {

    /** @param records about how many this stage reads; 0 when unknown */
    void stage(String name, long records);

    void advanced(long records);
}
