package io.millrace.local.qdrant.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the best hits of a scan, at most a given number. */
final class HitQueue {

    private final int capacity;
    private final Comparator<Hit> bestFirst;
    private final PriorityQueue<Hit> worstFirst;

    HitQueue(int capacity, boolean largerIsBetter) {
        this.capacity = capacity;
        this.bestFirst = Hit.bestFirst(largerIsBetter);
        this.worstFirst = new PriorityQueue<>(bestFirst.reversed());
    }

    void offer(int doc, float score) {
        Hit hit = Hit.of(doc, score);
        if (worstFirst.size() < capacity) {
            worstFirst.add(hit);
        } else if (capacity > 0 && bestFirst.compare(hit, worstFirst.element()) < 0) {
            worstFirst.remove();
            worstFirst.add(hit);
        }
    }

    List<Hit> bestFirst() {
        List<Hit> hits = new ArrayList<>(worstFirst);
        hits.sort(bestFirst);
        return hits;
    }
}
