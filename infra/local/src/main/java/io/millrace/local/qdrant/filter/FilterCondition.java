package io.millrace.local.qdrant.filter;

import java.util.List;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;

/**
 * The boolean combination of a filter; an empty list asks nothing ({@code check_filter} in
 * {@code lib/segment/src/payload_storage/query_checker.rs}).
 *
 * @param must all of these hold
 * @param should at least {@code minShould} of these hold, when there are any
 * @param minShould how many of {@code should} must hold
 * @param mustNot none of these holds
 */
record FilterCondition(
        List<PointCondition> must, List<PointCondition> should, int minShould, List<PointCondition> mustNot)
        implements PointCondition {

    FilterCondition {
        must = List.copyOf(must);
        should = List.copyOf(should);
        mustNot = List.copyOf(mustNot);
    }

    @Override
    public boolean matches(PointView point) {
        return must.stream().allMatch(condition -> condition.matches(point))
                && mustNot.stream().noneMatch(condition -> condition.matches(point))
                && (should.isEmpty()
                        || should.stream()
                                        .filter(condition -> condition.matches(point))
                                        .limit(minShould)
                                        .count()
                                == minShould);
    }

    @Override
    public Query query() {
        if (minShould > should.size() && !should.isEmpty()) {
            return new org.apache.lucene.search.MatchNoDocsQuery("fewer conditions than min_count");
        }
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        if (must.isEmpty() && should.isEmpty()) {
            query.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
        }
        must.forEach(condition -> query.add(condition.query(), Occur.FILTER));
        mustNot.forEach(condition -> query.add(condition.query(), Occur.MUST_NOT));
        if (!should.isEmpty()) {
            should.forEach(condition -> query.add(condition.query(), Occur.SHOULD));
            query.setMinimumNumberShouldMatch(minShould);
        }
        return query.build();
    }
}
