package io.millrace.sync.verify;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** States read page by page. Not thread-safe. */
abstract class PagedIterator implements Iterator<ChunkState> {

    private Iterator<ChunkState> page = List.<ChunkState>of().iterator();
    private boolean more = true;
    private @Nullable ChunkState last;

    /** The page after this state, or the first one; empty at the end. */
    abstract List<ChunkState> after(@Nullable ChunkState state);

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && more) {
            List<ChunkState> states = after(last);
            more = !states.isEmpty();
            if (more) {
                last = states.getLast();
            }
            page = states.iterator();
        }
        return page.hasNext();
    }

    @Override
    public ChunkState next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all states were read");
        }
        return page.next();
    }
}
