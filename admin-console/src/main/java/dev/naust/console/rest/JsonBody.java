package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigProblem;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object that a request brings, read field by field. Everything that is wrong with it is collected, and
 * {@link #done()} tells all of it at once; a field that nobody asked for is wrong too. For one thread.
 */
public final class JsonBody {
    private static final JsonValues JSON = JsonValues.keepingNegativeZero();

    private final Document object;
    private final String pointer;
    private final List<ConfigProblem> problems;
    private final Set<String> asked = new TreeSet<>();
    private final List<JsonBody> inner = new ArrayList<>();

    private JsonBody(Document object, String pointer, List<ConfigProblem> problems) {
        this.object = object;
        this.pointer = pointer;
        this.problems = problems;
    }

    /**
     * The body of a request.
     *
     * @throws ProblemException with status 415 when it does not say that it is JSON, 400 when it is no JSON object
     */
    public static JsonBody of(Context request) {
        return new JsonBody(object(request), "", new ArrayList<>());
    }

    /** The body of a request that need not bring one. */
    public static JsonBody empty() {
        return new JsonBody(Document.empty(), "", new ArrayList<>());
    }

    /** The body of a request as it is, whatever its fields; fails like {@link #of}. */
    public static Document object(Context request) {
        requireJson(request);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(request.bodyAsBytes()))
                    .toString();
            return JSON.readObject(text);
        } catch (CharacterCodingException e) {
            throw new ProblemException(400, "json.malformed", "The body is not UTF-8 text.");
        } catch (MalformedJsonException e) {
            throw new ProblemException(400, "json.malformed", "The body is not a JSON object. " + e.getMessage() + ".");
        }
    }

    /** Refuses a body that is not declared as JSON: a form of another site's page can send any other type. */
    public static void requireJson(Context request) {
        String type = Optional.ofNullable(request.contentType()).orElse("").toLowerCase(Locale.ROOT);
        if (!type.matches("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?")) {
            throw new ProblemException(
                    415, "json.required", "Send the body as JSON, with the header \"Content-Type: application/json\".");
        }
    }

    /** A text that must be there; empty when it is not. */
    public String required(String name) {
        Optional<String> found = text(name);
        if (found.isEmpty() && object.get(name).isEmpty()) {
            wrong(name, "is required and must be a text");
        }
        return found.orElse("");
    }

    /** A text. */
    public Optional<String> text(String name) {
        return take(name, Text.class, "must be a text").map(Text::string);
    }

    /** A truth value. */
    public boolean truth(String name, boolean otherwise) {
        return take(name, Value.Bool.class, "must be true or false")
                .map(Value.Bool::isTrue)
                .orElse(otherwise);
    }

    /** A whole number in a range. */
    public int number(String name, int otherwise, int least, int most) {
        String range = "must be a whole number from " + least + " to " + most;
        Optional<Long> number = take(name, Value.Int64.class, range).map(Value.Int64::number);
        if (number.isPresent() && (number.get() < least || number.get() > most)) {
            wrong(name, range);
            return otherwise;
        }
        return number.map(Long::intValue).orElse(otherwise);
    }

    /** A whole number that must be there. */
    public long whole(String name) {
        Optional<Long> number =
                take(name, Value.Int64.class, "must be a whole number").map(Value.Int64::number);
        if (number.isEmpty() && object.get(name).isEmpty()) {
            wrong(name, "is required and must be a whole number");
        }
        return number.orElse(0L);
    }

    /** One of an enum's names. */
    public <E extends Enum<E>> @Nullable E choice(String name, Class<E> type, @Nullable E otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text.get())) {
                return constant;
            }
        }
        wrong(name, mustBeOneOf(List.of(type.getEnumConstants())));
        return otherwise;
    }

    /** One of some constants by its name, which must be there; empty when it is not. */
    public <E extends Enum<E>> Optional<E> requiredChoice(String name, Collection<E> choices) {
        Optional<Value> given = any(name).filter(found -> found != Value.Null.NULL);
        Optional<E> choice = given.filter(Text.class::isInstance)
                .flatMap(text -> choices.stream()
                        .filter(each -> each.name().equalsIgnoreCase(((Text) text).string()))
                        .findFirst());
        if (choice.isEmpty()) {
            wrong(name, (given.isEmpty() ? "is required and " : "") + mustBeOneOf(choices));
        }
        return choice;
    }

    private static <E extends Enum<E>> String mustBeOneOf(Collection<E> choices) {
        return "must be one of " + choices.stream().map(Enum::name).collect(Collectors.joining(", "));
    }

    /** One text or a list of them. */
    public List<String> textOrTexts(String name) {
        return object.get(name).filter(Text.class::isInstance).isPresent() ? List.of(required(name)) : texts(name);
    }

    /** A list of texts. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        take(name, Value.Array.class, "must be a list of texts").ifPresent(array -> {
            for (Value item : array.items()) {
                if (item instanceof Text text) {
                    texts.add(text.string());
                } else {
                    wrong(name, "must be a list of texts");
                }
            }
        });
        return texts;
    }

    /** A list of any plain values. */
    public List<Value> values(String name) {
        List<Value> values = new ArrayList<>();
        take(name, Value.Array.class, "must be a list").ifPresent(array -> {
            for (Value item : array.items()) {
                if (item instanceof Document || item instanceof Value.Array) {
                    wrong(name, "must be a list of texts, numbers, truth values and nulls");
                }
                values.add(item);
            }
        });
        return values;
    }

    /** An object as it is. */
    public Optional<Document> object(String name) {
        return take(name, Document.class, "must be an object");
    }

    /** An object to be read field by field; an empty one where there is none. */
    public JsonBody inner(String name) {
        JsonBody body = new JsonBody(object(name).orElse(Document.empty()), pointer + "/" + name, problems);
        inner.add(body);
        return body;
    }

    /** Any value. */
    public Optional<Value> any(String name) {
        asked.add(name);
        return object.get(name);
    }

    /** Notes that a field is wrong. */
    public void wrong(String name, String message) {
        problems.add(new ConfigProblem(pointer + "/" + escape(name), message));
    }

    /**
     * Ends the reading.
     *
     * @throws ProblemException with status 422 and everything that was wrong
     */
    public void done() {
        refuseUnknown();
        if (!problems.isEmpty()) {
            throw new ProblemException(Problem.invalid(
                    "request.invalid",
                    "The body cannot be accepted: "
                            + problems.stream()
                                    .limit(3)
                                    .map(problem -> problem.pointer() + " " + problem.message())
                                    .collect(Collectors.joining("; "))
                            + (problems.size() > 3 ? "; and more." : "."),
                    problems));
        }
    }

    private void refuseUnknown() {
        for (String name : object.layout().names()) {
            if (!asked.contains(name)) {
                wrong(name, "is not known here" + (asked.isEmpty() ? "" : "; known are " + String.join(", ", asked)));
            }
        }
        inner.forEach(JsonBody::refuseUnknown);
    }

    private <T extends Value> Optional<T> take(String name, Class<T> type, String rule) {
        Optional<Value> value = any(name).filter(found -> found != Value.Null.NULL);
        if (value.isPresent() && !type.isInstance(value.get())) {
            wrong(name, rule);
            return Optional.empty();
        }
        return value.map(type::cast);
    }

    private static String escape(String name) {
        String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return shown.replace("~", "~0").replace("/", "~1");
    }
}
