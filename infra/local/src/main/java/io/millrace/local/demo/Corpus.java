package io.millrace.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sample corpus of a home folder. */
record Corpus(Path folder) {

    /** @throws DemoFailedException when there is none */
    static Corpus of(Path home) {
        Corpus corpus =
                new Corpus(home.resolve("docs/sample-corpus").toAbsolutePath().normalize());
        if (!Files.isDirectory(corpus.articles())) {
            throw new DemoFailedException(
                    "There is no sample corpus in " + corpus.folder + ": name the folder of the sources with --home.");
        }
        return corpus;
    }

    Path articles() {
        return folder.resolve("articles");
    }

    List<JudgedQuery> queries() {
        return JudgedQuery.read(folder.resolve("queries.json"));
    }

    /** Copies the articles to a new folder: the demo publishes, and changes, files of its own. */
    ArticleFolder copyArticles(Path target) {
        try (Stream<Path> articles = Files.list(articles())) {
            Files.createDirectory(target);
            for (Path article : articles.toList()) {
                Files.copy(article, target.resolve(article.getFileName()));
            }
            return new ArticleFolder(target);
        } catch (IOException e) {
            throw new DemoFailedException(
                    "Cannot copy the sample corpus to " + target + ": " + e.getMessage() + ".", e);
        }
    }
}
