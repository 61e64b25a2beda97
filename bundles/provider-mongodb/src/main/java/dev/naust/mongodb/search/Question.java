package dev.naust.mongodb.search;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Words;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonRegularExpression;

/**
 * What must occur in which fields. The server only bounds the result, by patterns that every answer fits; which of those really
 * are answers is decided here, so that words mean the same as in every other store.
 *
 * @param phrases each as its words, in lower case
 */
record Question(List<String> fields, List<List<String>> phrases) {
    /** How much longer a text may be for its words to count half. */
    private static final double LENGTH = 50;

    /** A query that finds at least the documents that answer. */
    BsonDocument atLeast() {
        boolean addressable = fields.stream().noneMatch(field -> field.contains(".") || field.startsWith("$"));
        if (!addressable) {
            return new BsonDocument();
        }
        BsonArray all = new BsonArray();
        for (String word : phrases.stream().flatMap(List::stream).distinct().toList()) {
            BsonArray any = new BsonArray();
            for (String field : fields) {
                any.add(new BsonDocument(field, new BsonRegularExpression(pattern(word), "i")));
            }
            all.add(new BsonDocument("$or", any));
        }
        return new BsonDocument("$and", all);
    }

    /** A word has no character that means something in a pattern; letters beyond ASCII may be written in several ways. */
    private static String pattern(String word) {
        StringBuilder pattern = new StringBuilder();
        word.codePoints().forEach(point -> {
            if (point < 128) {
                pattern.appendCodePoint(point);
            } else {
                pattern.append(".{0,4}");
            }
        });
        return pattern.toString();
    }

    /** How well a document answers; zero when it does not. */
    double score(Document body) {
        List<List<String>> texts = fields.stream()
                .map(field -> body.get(field)
                        .filter(Text.class::isInstance)
                        .map(text -> Words.in(((Text) text).string()))
                        .orElse(List.of()))
                .toList();
        int length = texts.stream().mapToInt(List::size).sum();
        double score = 0;
        for (List<String> phrase : phrases) {
            long times =
                    texts.stream().mapToLong(text -> occurrences(text, phrase)).sum();
            if (times == 0) {
                return 0;
            }
            score += times / (times + 1 + length / LENGTH);
        }
        return score;
    }

    private static long occurrences(List<String> text, List<String> phrase) {
        long times = 0;
        for (int i = 0; i + phrase.size() <= text.size(); i++) {
            if (text.subList(i, i + phrase.size()).equals(phrase)) {
                times++;
            }
        }
        return times;
    }
}
