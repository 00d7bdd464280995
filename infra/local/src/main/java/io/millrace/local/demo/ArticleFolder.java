package io.millrace.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The demo's own copy of the articles: what it publishes, and may change. */
record ArticleFolder(Path path) {

    /** Adds a sentence to the first paragraph of an article. */
    void addSentence(String name, String sentence) {
        Path file = path.resolve(name);
        try {
            Article read = new Article(Files.readString(file));
            Files.writeString(file, read.withSentence(sentence).markdown());
        } catch (IOException e) {
            throw new DemoFailedException("Cannot change " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
