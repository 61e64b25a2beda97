package dev.naust.control.run;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Run;
import dev.naust.api.service.Run.Incident;
import dev.naust.api.service.Run.Part;
import dev.naust.api.service.Run.Progress;
import dev.naust.api.service.Run.State;
import dev.naust.json.JsonTexts;
import dev.naust.json.JsonValues;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Runs as records of the server's state and back. What is searched for stands in fields of its own, everything in one JSON
 * text, so that a run may learn to say more without a change of the collection.
 */
final class RunDocuments {
    private final JsonValues json = new JsonValues();

    Document record(Run run, Lease lease) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("id", Value.text(run.id()));
        fields.put("kind", Value.text(run.kind()));
        fields.put("state", Value.text(run.state().name()));
        fields.put("data", Value.text(json.write(data(run).with("lease", lease.toDocument()))));
        return Document.of(fields);
    }

    Run run(Document record) {
        Document data = json.readObject(text(record, "data"));
        Document progress = document(data, "progress");
        return new Run(
                text(record, "id"),
                text(record, "kind"),
                text(data, "title"),
                document(data, "parameters"),
                State.valueOf(text(record, "state")),
                text(data, "stage"),
                new Progress(
                        number(progress, "processed").longValue(),
                        number(progress, "total").longValue(),
                        number(progress, "perSecond").doubleValue(),
                        number(progress, "etaSeconds").longValue()),
                Instant.parse(text(data, "startedAt")),
                data.get("finishedAt").map(value -> Instant.parse(((Text) value).string())),
                texts(data, "errors"),
                texts(data, "warnings"),
                parts(data),
                truth(data, "resumable"),
                truth(data, "rollingBack"),
                truth(data, "paused"),
                history(data));
    }

    /** A record whose texts are as they may stay. */
    Document amended(Document record, UnaryOperator<String> words) {
        Document data = json.readObject(text(record, "data"));
        Document other = JsonTexts.replaced(data, words);
        return other == data ? record : record.with("data", Value.text(json.write(other)));
    }

    Lease lease(Document record) {
        return Lease.of(json.readObject(text(record, "data")).get("lease"));
    }

    Document report(String id, Document report) {
        return Document.empty().with("id", Value.text(id)).with("data", Value.text(json.write(report)));
    }

    Document report(Document record) {
        return json.readObject(text(record, "data"));
    }

    private static Document data(Run run) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("title", Value.text(run.title()));
        fields.put("parameters", run.parameters());
        fields.put("stage", Value.text(run.stage()));
        fields.put("progress", progress(run.progress()));
        fields.put("startedAt", Value.text(run.startedAt().toString()));
        run.finishedAt().ifPresent(time -> fields.put("finishedAt", Value.text(time.toString())));
        fields.put("errors", array(run.errors()));
        fields.put("warnings", array(run.warnings()));
        fields.put("resumable", Value.Bool.of(run.resumable()));
        fields.put("rollingBack", Value.Bool.of(run.rollingBack()));
        fields.put("paused", Value.Bool.of(run.paused()));
        fields.put(
                "parts",
                new Value.Array(
                        run.parts().stream().map(part -> (Value) part(part)).toList()));
        fields.put(
                "history",
                new Value.Array(run.history().stream()
                        .map(each -> (Value) incident(each))
                        .toList()));
        return Document.of(fields);
    }

    private static Document part(Part part) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("name", Value.text(part.name()));
        fields.put("stage", Value.text(part.stage()));
        fields.put("processed", Value.int64(part.processed()));
        fields.put("total", Value.int64(part.total()));
        fields.put("rejected", Value.int64(part.rejected()));
        return Document.of(fields);
    }

    private static Document incident(Incident incident) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("at", Value.text(incident.at().toString()));
        fields.put("error", Value.Bool.of(incident.error()));
        fields.put("where", Value.text(incident.where()));
        fields.put("message", Value.text(incident.message()));
        return Document.of(fields);
    }

    private static List<Incident> history(Document data) {
        return documents(data, "history")
                .map(each -> new Incident(
                        Instant.parse(text(each, "at")),
                        truth(each, "error"),
                        text(each, "where"),
                        text(each, "message")))
                .toList();
    }

    /** Runs that were recorded before there was such a list have none. */
    private static Stream<Document> documents(Document data, String name) {
        return data.get(name).map(list -> ((Value.Array) list).items()).orElse(List.of()).stream()
                .map(item -> (Document) item);
    }

    private static List<Part> parts(Document data) {
        return documents(data, "parts")
                .map(part -> new Part(
                        text(part, "name"),
                        text(part, "stage"),
                        number(part, "processed").longValue(),
                        number(part, "total").longValue(),
                        number(part, "rejected").longValue()))
                .toList();
    }

    private static boolean truth(Document document, String name) {
        return document.get(name).filter(Value.Bool.of(true)::equals).isPresent();
    }

    private static Document progress(Progress progress) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("processed", Value.int64(progress.processed()));
        fields.put("total", Value.int64(progress.total()));
        fields.put("perSecond", new Value.Float64(progress.perSecond()));
        fields.put("etaSeconds", Value.int64(progress.etaSeconds()));
        return Document.of(fields);
    }

    private static Value.Array array(List<String> texts) {
        return new Value.Array(
                texts.stream().map(text -> (Value) Value.text(text)).toList());
    }

    private static String text(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }

    private static Document document(Document parent, String name) {
        return (Document) parent.get(name).orElseThrow();
    }

    private static List<String> texts(Document document, String name) {
        return ((Value.Array) document.get(name).orElseThrow())
                .items().stream().map(item -> ((Text) item).string()).toList();
    }

    private static Number number(Document document, String name) {
        Value value = document.get(name).orElseThrow();
        return value instanceof Value.Int64 whole ? (Number) whole.number() : ((Value.Decimal) value).number();
    }
}
