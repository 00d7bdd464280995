package io.millrace.query.search;

import io.millrace.query.access.Caller;
import io.millrace.query.collection.CollectionDirectory;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.collection.Distance;
import io.millrace.query.problem.DatabaseFailures;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violations;
import io.millrace.query.ratelimit.CollectionRates;
import io.millrace.query.search.ChunkReader.Chunk;
import io.millrace.query.search.CollectionSearch.Found;
import io.millrace.query.search.CollectionSearch.Plan;
import io.millrace.query.search.SearchAnswer.CollectionError;
import io.millrace.query.search.SearchAnswer.Freshness;
import io.millrace.query.search.SearchAnswer.Hit;
import io.millrace.query.search.SearchAnswer.Timings;
import io.millrace.schemas.collection.CollectionState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.springframework.stereotype.Component;

/**
 * One search: the collections, the vectors, the nearest points, and their chunks as PostgreSQL has them now. A hit is shown
 * only if its chunk exists, belongs to a document that is not deleted, may be seen by the caller, and has the text that the
 * point stands for. Fails closed: without PostgreSQL nothing is shown. Thread-safe.
 */
@Component
class SearchService {

    /** How often more points are asked for when too many were dropped. */
    private static final int MAX_ROUNDS = 3;

    private final CollectionDirectory directory;
    private final QueryEmbedder embedder;
    private final CollectionSearch collectionSearch;
    private final ChunkReader chunks;
    private final FreshnessReader freshnessReader;
    private final SearchMetrics metrics;
    private final SearchLog log;
    private final CollectionRates rates;

    SearchService(
            CollectionDirectory directory,
            QueryEmbedder embedder,
            CollectionSearch collectionSearch,
            ChunkReader chunks,
            FreshnessReader freshnessReader,
            SearchMetrics metrics,
            SearchLog log,
            CollectionRates rates) {
        this.directory = directory;
        this.embedder = embedder;
        this.collectionSearch = collectionSearch;
        this.chunks = chunks;
        this.freshnessReader = freshnessReader;
        this.metrics = metrics;
        this.log = log;
        this.rates = rates;
    }

    SearchAnswer search(Caller caller, SearchRequest request) throws InterruptedException {
        long begun = System.nanoTime();
        request.validate();
        long deadline = begun + request.timeoutNanos();
        List<CollectionRow> collections = collections(caller, request);
        try {
            SearchAnswer answer = answer(caller, request, collections, begun, deadline);
            log.answered(caller, request, collections, answer);
            return answer;
        } catch (ProblemException e) {
            log.refused(caller, request, collections, e.code(), milliseconds(System.nanoTime() - begun));
            throw e;
        }
    }

    private SearchAnswer answer(
            Caller caller, SearchRequest request, List<CollectionRow> collections, long begun, long deadline)
            throws InterruptedException {
        long resolved = System.nanoTime();

        Future<List<Freshness>> freshness = freshnessReader.read(caller, collections);
        Map<CollectionRow, float[]> vectors = vectors(request, collections);
        long embedded = System.nanoTime();

        Rounds rounds = rounds(caller, request, vectors, deadline);
        List<Hit> hits =
                rank(rounds.kept(), request.hitCount(), collections.getFirst().distance());
        long enriched = System.nanoTime();

        Timings timings = new Timings(
                milliseconds(resolved - begun),
                milliseconds(embedded - resolved),
                milliseconds(rounds.searchNanos()),
                milliseconds(enriched - embedded - rounds.searchNanos()),
                milliseconds(enriched - begun));
        boolean partial = !rounds.errors().isEmpty();
        metrics.record(timings, partial);
        return new SearchAnswer(hits, timings, await(freshness), partial, rounds.errors(), rounds.dropped());
    }

    private List<CollectionRow> collections(Caller caller, SearchRequest request) {
        Map<String, CollectionRow> rows = new LinkedHashMap<>();
        for (String reference : request.collectionNames()) {
            CollectionRow row = directory.require(caller, reference);
            if (!CollectionState.of(row.status().name(), row.statusMessage()).isSearchable()) {
                throw new ProblemException(
                        ProblemCode.COLLECTION_NOT_READY,
                        "the collection '" + row.name() + "' is " + row.status()
                                + ": its index is being made, try again in a moment.");
            }
            rows.putIfAbsent(row.id().toString(), row);
        }
        Violations violations = new Violations();
        violations.require(
                rows.values().stream().map(CollectionRow::distance).distinct().count() == 1,
                "/collections",
                "collections of different distances cannot be ranked together: search them one by one.");
        if (request.vector() != null) {
            int length = request.vector().length;
            for (CollectionRow row : rows.values()) {
                violations.require(
                        row.dimension() == length,
                        "/vector",
                        "vector has " + length + " values, but the collection '" + row.name() + "' has "
                                + row.dimension() + " dimensions.");
            }
        }
        violations.throwIfAny();
        rates.take(rows.values());
        return List.copyOf(rows.values());
    }

    private Map<CollectionRow, float[]> vectors(SearchRequest request, List<CollectionRow> collections) {
        Map<CollectionRow, float[]> vectors = new LinkedHashMap<>();
        for (CollectionRow collection : collections) {
            float[] vector = request.vector();
            String query = request.query();
            if (vector == null && query != null) {
                vector = embedder.embed(collection.embeddingModel(), query);
            }
            if (vector == null || vector.length != collection.dimension()) {
                throw new ProblemException(
                        ProblemCode.EMBEDDING_UNAVAILABLE,
                        "the embedding model of the collection '" + collection.name()
                                + "' does not have its dimension here: tell this server's operator.");
            }
            vectors.put(collection, vector);
        }
        return vectors;
    }

    private record Kept(Candidate candidate, Chunk chunk) {}

    private record Rounds(List<Kept> kept, List<CollectionError> errors, int dropped, long searchNanos) {}

    /** Asks for a few more points than wanted, and for many more if too many of them stand for nothing. */
    private Rounds rounds(Caller caller, SearchRequest request, Map<CollectionRow, float[]> vectors, long deadline)
            throws InterruptedException {
        int wanted = request.hitCount();
        int limit = wanted + Math.clamp(wanted / 4, 4, 16);
        long searchNanos = 0;
        for (int round = 1; ; round++) {
            long begun = System.nanoTime();
            Found found = collectionSearch.search(
                    new Plan(vectors, limit, request.scoreThreshold(), QdrantFilters.of(request.filter())), deadline);
            searchNanos += System.nanoTime() - begun;
            if (found.errors().size() == vectors.size()) {
                throw failure(found.errors());
            }
            List<Kept> kept = confirm(caller, found.candidates(), request.textWanted());
            int dropped = found.candidates().size() - kept.size();
            boolean enough = kept.size() >= wanted || dropped == 0 || !found.more();
            if (enough || round == MAX_ROUNDS || System.nanoTime() >= deadline) {
                return new Rounds(kept, found.errors(), dropped, searchNanos);
            }
            limit *= 4;
        }
    }

    private List<Kept> confirm(Caller caller, List<Candidate> candidates, boolean textWanted) {
        Map<Integer, Chunk> read;
        try {
            read = chunks.read(caller, candidates, textWanted);
        } catch (SQLException e) {
            Optional<ProblemException> passing = DatabaseFailures.passing(e, ", and without it no text is shown");
            if (passing.isPresent()) {
                throw passing.get();
            }
            throw new IllegalStateException("the statement that reads chunks failed", e);
        }
        List<Kept> kept = new ArrayList<>(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            Chunk chunk = read.get(i);
            if (chunk == null) {
                metrics.orphan();
            } else if (!chunk.contentHash().equals(candidate.point().contentHash())
                    || chunk.version() < candidate.point().version()) {
                metrics.stale();
            } else {
                kept.add(new Kept(candidate, chunk));
            }
        }
        return kept;
    }

    private static List<Hit> rank(List<Kept> kept, int wanted, Distance distance) {
        Comparator<Kept> byScore =
                Comparator.comparingDouble(k -> k.candidate().point().score());
        Comparator<Kept> bestFirst = (distance == Distance.EUCLID ? byScore : byScore.reversed())
                .thenComparing(k -> k.candidate().point().chunkId().value());
        List<Kept> best = kept.stream().sorted(bestFirst).limit(wanted).toList();
        List<Hit> hits = new ArrayList<>(best.size());
        for (Kept one : best) {
            Chunk chunk = one.chunk();
            hits.add(new Hit(
                    hits.size() + 1,
                    one.candidate().point().score(),
                    one.candidate().point().chunkId().toString(),
                    one.candidate().collection().name(),
                    chunk.document(),
                    chunk.sectionTitle(),
                    chunk.pageReference(),
                    chunk.text(),
                    chunk.startOffset(),
                    chunk.endOffset(),
                    chunk.metadata()));
        }
        return hits;
    }

    /** When no collection answered, the first one's reason is the reason. */
    private static ProblemException failure(List<CollectionError> errors) {
        CollectionError first = errors.getFirst();
        for (ProblemCode code : ProblemCode.values()) {
            if (code.code().equals(first.code())) {
                return new ProblemException(code, first.detail());
            }
        }
        return new ProblemException(ProblemCode.INTERNAL, first.detail());
    }

    private static List<Freshness> await(Future<List<Freshness>> freshness) throws InterruptedException {
        try {
            return freshness.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("freshness could not be read", e);
        }
    }

    private static double milliseconds(long nanos) {
        return Math.round(nanos / 1_000.0) / 1_000.0;
    }
}
