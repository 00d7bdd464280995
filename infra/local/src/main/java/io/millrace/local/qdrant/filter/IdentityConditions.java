package io.millrace.local.qdrant.filter;

import io.millrace.local.qdrant.point.PointKey;
import java.util.List;
import java.util.Set;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;

/** Conditions that ask for no payload. */
final class IdentityConditions {

    private IdentityConditions() {}

    /** The point is one of these. */
    record HasId(Set<PointKey> keys) implements PointCondition {
        HasId {
            keys = Set.copyOf(keys);
        }

        @Override
        public boolean matches(PointView point) {
            return keys.contains(point.key());
        }

        @Override
        public Query query() {
            return new TermInSetQuery(
                    IndexFields.KEY, keys.stream().map(PointKey::bytes).toList());
        }
    }

    /** The point has a vector of this name; no point has one that the collection does not declare. */
    record HasVector(String name) implements PointCondition {
        @Override
        public boolean matches(PointView point) {
            return point.hasVector(name);
        }

        @Override
        public Query query() {
            BooleanQuery.Builder either = new BooleanQuery.Builder();
            for (String field : List.of(IndexFields.dense(name), IndexFields.sparseValues(name))) {
                either.add(new FieldExistsQuery(field), Occur.SHOULD);
            }
            return either.build();
        }
    }

    /** Nothing inside a nested filter can ask for ids or vectors (query_checker.rs: "not supported"). */
    record Never() implements PointCondition {
        @Override
        public boolean matches(PointView point) {
            return false;
        }

        @Override
        public Query query() {
            return new org.apache.lucene.search.MatchNoDocsQuery("not supported in nested filters");
        }
    }
}
