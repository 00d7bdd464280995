package io.millrace.local.demo;

import io.millrace.local.demo.DemoReport.Deleted;
import io.millrace.local.demo.DemoReport.Edited;
import io.millrace.local.demo.DemoReport.Published;
import io.millrace.local.demo.DemoReport.Rebuilt;
import io.millrace.local.demo.DemoReport.Searched;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The demo's steps, in their order. */
final class Demo {
    private static final int TOP_K = 10;

    private final DemoSystem system;
    private final OperatorVerbs verbs;
    private final Corpus corpus;
    private final Console console;

    Demo(DemoSystem system, OperatorVerbs verbs, Corpus corpus, Console console) {
        this.system = system;
        this.verbs = verbs;
        this.corpus = corpus;
        this.console = console;
    }

    /**
     * Runs all of it.
     *
     * @param kept whether the system will be kept running
     * @throws DemoFailedException at the first thing that does not hold
     */
    DemoReport run(boolean kept) {
        Stopwatch total = new Stopwatch();
        List<JudgedQuery> queries = corpus.queries();
        double startSeconds = start();
        try (DemoHttp http = new DemoHttp(system.variable("MILLRACE_API_KEY"))) {
            DemoCollection collection = new DemoCollection(system, http);
            ArticleFolder articles = corpus.copyArticles(system.folder().resolve("corpus"));
            Published published = new PublishStep(system, verbs, http, articles, console).run(collection);
            List<Answer> answers = collection.searchAll(queries, TOP_K);
            Searched searched = new SearchStep(console).run(queries, answers);
            Rebuilt rebuilt = new RebuildStep(system, verbs, http, console).run(collection, queries, answers, TOP_K);
            Edited edited = new EditStep(system, verbs, http, articles, console).run(collection);
            Deleted deleted = new DeleteStep(system, console).run(collection, queries);
            @Nullable String stateFolder = kept ? system.state().toString() : null;
            return new DemoReport(
                    total.seconds(), startSeconds, published, searched, rebuilt, edited, deleted, stateFolder);
        } catch (ApiProblemException e) {
            throw new DemoFailedException("The query API answered " + e.line(), e);
        }
    }

    private double start() {
        console.heading("Start", "PostgreSQL, Kafka, Qdrant and the applications, on free ports of 127.0.0.1");
        Stopwatch stopwatch = new Stopwatch();
        system.start(console::progress);
        double seconds = stopwatch.seconds();
        console.row("ready", String.format(Locale.ROOT, "after %.1f s", seconds));
        return seconds;
    }
}
