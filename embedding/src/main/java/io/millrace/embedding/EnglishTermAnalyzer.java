package io.millrace.embedding;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * Words of UAX #29, in lower case, without Snowball's English stop words, reduced by Snowball's English stemmer. Words that
 * are not English pass; Han characters and the like become terms of their own.
 */
final class EnglishTermAnalyzer extends Analyzer {

    private static final CharArraySet STOP_WORDS = stopWords();

    @Override
    protected TokenStreamComponents createComponents(String fieldName) {
        StandardTokenizer words = new StandardTokenizer();
        LowerCaseFilter lowerCase = new LowerCaseFilter(words);
        StopFilter significant = new StopFilter(lowerCase, STOP_WORDS);
        return new TokenStreamComponents(words, new SnowballFilter(significant, new EnglishStemmer()));
    }

    /** Also what an apostrophe leaves of a stop word: "isn't" arrives here as "isn" and "t". */
    private static CharArraySet stopWords() {
        try (var words = SnowballFilter.class.getResourceAsStream("english_stop.txt")) {
            if (words == null) {
                throw new IllegalStateException("english_stop.txt is missing from lucene-analysis-common");
            }
            CharArraySet listed = WordlistLoader.getSnowballWordSet(words);
            CharArraySet all = CharArraySet.copy(listed);
            for (Object word : listed) {
                String text = new String((char[]) word);
                if (text.indexOf('\'') >= 0) {
                    for (String part : text.split("'", -1)) {
                        all.add(part);
                    }
                }
            }
            return CharArraySet.unmodifiableSet(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
