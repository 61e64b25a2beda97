package dev.naust.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells in which lines of a JSON text its values stand. Holds no state that changes; safe for use by several threads. */
public final class JsonPlaces {
    private final JsonFactory factory = new JsonFactory();

    /**
     * The lines of all values, counted from 1, by their JSON pointers; the whole text's pointer is empty. What follows a mistake
     * in the text is not in the map.
     */
    public Map<String, Integer> lines(String json) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        try (JsonParser parser = factory.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructEnd() || token == JsonToken.FIELD_NAME) {
                    continue;
                }
                JsonPointer at = token.isStructStart()
                        ? parser.getParsingContext().getParent().pathAsPointer()
                        : parser.getParsingContext().pathAsPointer();
                lines.putIfAbsent(at.toString(), parser.currentTokenLocation().getLineNr());
            }
            return lines;
        } catch (IOException e) {
            // As far as it can be read, its places are known.
            return lines;
        }
    }
}
