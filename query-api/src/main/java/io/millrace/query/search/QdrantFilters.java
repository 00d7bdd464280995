package io.millrace.query.search;

import io.millrace.schemas.point.PointLayout;
import io.qdrant.client.ConditionFactory;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Our filters as Qdrant's. Source: Qdrant documentation, "Filtering" and "Payload: key paths". */
final class QdrantFilters {

    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

    private QdrantFilters() {}

    static @Nullable Filter of(@Nullable SearchFilter filter) {
        return filter == null ? null : translate(filter);
    }

    private static Filter translate(SearchFilter filter) {
        Filter.Builder builder = Filter.newBuilder();
        if (filter.documentId() != null) {
            List<String> ids = filter.documentId().stream()
                    .map(id -> id.toLowerCase(Locale.ROOT))
                    .toList();
            builder.addMust(any(PointLayout.DOCUMENT_ID, ids));
        }
        if (filter.source() != null) {
            builder.addMust(any(PointLayout.DOCUMENT_REFERENCE, filter.source()));
        }
        if (filter.sectionTitle() != null) {
            builder.addMust(any(PointLayout.SECTION_TITLE, filter.sectionTitle()));
        }
        if (filter.metadata() != null) {
            filter.metadata().forEach((key, values) -> builder.addMust(any(path(key), values)));
        }
        nested(filter.must()).forEach(builder::addMust);
        nested(filter.should()).forEach(builder::addShould);
        nested(filter.mustNot()).forEach(builder::addMustNot);
        return builder.build();
    }

    private static List<Condition> nested(@Nullable List<SearchFilter> filters) {
        return filters == null
                ? List.of()
                : filters.stream()
                        .map(filter -> ConditionFactory.filter(translate(filter)))
                        .toList();
    }

    private static Condition any(String path, List<String> values) {
        return values.size() == 1
                ? ConditionFactory.matchKeyword(path, values.getFirst())
                : ConditionFactory.matchKeywords(path, values);
    }

    private static String path(String key) {
        return PointLayout.METADATA + "." + (PLAIN_KEY.matcher(key).matches() ? key : '"' + key + '"');
    }
}
