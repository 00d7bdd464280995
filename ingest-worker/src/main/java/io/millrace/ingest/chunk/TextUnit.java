package io.millrace.ingest.chunk;

/**
 * A piece of text that is not cut further.
 *
 * @param start first UTF-16 code unit in the document's content
 * @param end after the last
 * @param rank how good it is to cut before it
 * @param hash of its text
 */
record TextUnit(int start, int end, int tokens, BoundaryRank rank, long hash) {

    static TextUnit of(String content, int start, int end, int tokens, BoundaryRank rank) {
        return new TextUnit(start, end, tokens, rank, hash(content, start, end));
    }

    /** The same unit with what stands directly before it. */
    TextUnit startingAt(int earlier, int moreTokens) {
        return new TextUnit(earlier, end, tokens + moreTokens, rank, hash);
    }

    /** FNV-1a, then the finaliser of MurmurHash3, so that every bit depends on every character. */
    private static long hash(String content, int start, int end) {
        long h = 0xcbf29ce484222325L;
        for (int i = start; i < end; i++) {
            h = (h ^ content.charAt(i)) * 0x100000001b3L;
        }
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
