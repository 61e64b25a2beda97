package dev.naust.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Found;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests.Asked;
import dev.naust.api.service.PrivacyRequests.Started;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.FileHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person in a collection that has no key: found and handed out like anywhere else, and never said to be changed there. */
class UnkeyedTest extends OnePerson {
    private static final Schema LEADS = Schema.table(
            DatasetId.of("leads"),
            List.of(Field.of("mail", TEXT), Field.of("number", TEXT), Field.of("said", TEXT)),
            List.of());

    @BeforeEach
    void plantLeads() throws Exception {
        Store mem = harbour.store("mem");
        SchemaEditing editing = mem.schemaEditing().orElseThrow();
        for (var step : editing.steps(List.of(LEADS))) {
            editing.apply(step);
        }
        fill(
                row("mail", "ola@example.no", "number", "4712", "said", "oars"),
                row("mail", KARI, "number", "", "said", "canvas"),
                row("mail", "", "number", NUMBER, "said", "anchors"),
                row("mail", KARI, "number", "", "said", "canvas"));
        map("delete", "");
    }

    private void fill(Document... rows) throws InterruptedException {
        try (RecordWriter writer = harbour.store("mem").write(WriteRequest.insert(LEADS))) {
            for (Document row : rows) {
                writer.write(List.of(DataRecord.of(List.of(), row)));
            }
            writer.flush();
        }
    }

    private void map(String policy, String reason) {
        write(
                policy("crm", "people", keys("email"), "delete"),
                policy("crm", "invoices", join("person", "crm", "people", "id"), "delete"),
                policy("mem", "sessions", join("number", "crm", "people", "number"), "delete"),
                policy("box", "letters", "\"keys\":{\"email\":\"recipient\"}", "delete"),
                "{" + base("mem", "leads") + ",\"subject\":{" + keys("mail") + ","
                        + join("number", "crm", "people", "number") + "},\"erasure\":{\"policy\":\"" + policy + "\""
                        + reason
                        + "}}");
    }

    @Test
    void thePackageHasThePersonsRecordsByKeyAndByJoinAndNoOthers() throws Exception {
        PrivacyRequest request = approved(Type.ACCESS);
        assertThat(leads(request)).isEqualTo(new Found("mem", "leads", 3, Result.EXPORTED, ""));
        // Lines that somebody adds meanwhile do not shift whose the others are.
        fill(row("mail", "ola@example.no", "number", "4712", "said", "more oars"));
        Started started = requests.execute(request.id(), ONE);
        PrivacyRequest over = requests.find(request.id()).orElseThrow();
        assertThat(over.state()).as(over.problem().orElse("")).isEqualTo(State.ANSWERED);
        assertThat(packed(request, started))
                .contains("anchors", "canvas", "boat")
                .doesNotContain("oars")
                .containsPattern("(?s)leads.csv\\nmail,number,said\\r\\n([^\\n]*canvas[^\\n]*\\n)?.*anchors");
        assertThat(over.outcomes().stream().filter(each -> each.collection().equals("leads")))
                .hasSize(3)
                .extracting(Outcome::record)
                .doesNotHaveDuplicates();
    }

    @Test
    void anErasureSaysWhatPeopleMustDoAndGoesOnWhenTheyHave() throws Exception {
        PrivacyRequest request = requests.receive(asked(Type.ERASURE), ONE);
        PrivacyRequest stopped = requests.verify(request.id(), "BankID", "seen", ONE);
        assertThat(stopped.state()).isEqualTo(State.VERIFIED);
        assertThat(leads(stopped).action()).isEqualTo(Result.FAILED);
        assertThat(stopped.scope().orElseThrow().errors())
                .singleElement()
                .asString()
                .contains("mem/leads", "no key", "its 3 records", "CSV", "search again");

        SchemaEditing editing = harbour.store("mem").schemaEditing().orElseThrow();
        editing.drop(LEADS.id());
        for (var step : editing.steps(List.of(LEADS))) {
            editing.apply(step);
        }
        fill(row("mail", "ola@example.no", "number", "4712", "said", "oars"));
        assertThat(requests.verify(request.id(), "", "", ONE).state()).isEqualTo(State.SCOPED);
        requests.approve(request.id(), "fine", OTHER);
        PrivacyRequest over = executed(request.id());
        assertThat(over.state()).as(over.problem().orElse("")).isEqualTo(State.ANSWERED);
    }

    @Test
    void whatIsKeptIsKeptWithItsReasonAndACorrectionIsLeftToPeople() throws Exception {
        map("keep", ",\"reason\":\"a register by law\"");
        PrivacyRequest erased = executed(approved(Type.ERASURE).id());
        assertThat(erased.state()).as(erased.problem().orElse("")).isEqualTo(State.ANSWERED);
        assertThat(erased.outcomes().stream().filter(each -> each.collection().equals("leads")))
                .hasSize(3)
                .allMatch(each ->
                        each.result() == Result.RETAINED && each.reason().equals("a register by law"));
        assertThat(erased.remarks()).noneMatch(each -> each.contains("mem/leads that are not"));
    }

    @Test
    void aCorrectionNamesWhatIsLeftToPeople() throws Exception {
        PrivacyRequest request = requests.receive(
                new Asked(
                        Type.RECTIFICATION,
                        Map.of("email", KARI),
                        Optional.empty(),
                        Map.of("name", "Kari C."),
                        Optional.empty(),
                        ""),
                ONE);
        requests.verify(request.id(), "BankID", "seen", ONE);
        requests.approve(request.id(), "fine", OTHER);
        PrivacyRequest over = executed(request.id());
        assertThat(over.state()).as(over.problem().orElse("")).isEqualTo(State.ANSWERED);
        assertThat(over.remarks()).anySatisfy(each -> assertThat(each).contains("mem/leads", "no key", "by hand"));
    }

    private static Found leads(PrivacyRequest request) {
        return request.scope().orElseThrow().found().stream()
                .filter(each -> each.collection().equals("leads"))
                .findFirst()
                .orElseThrow();
    }

    private String packed(PrivacyRequest request, Started started) throws Exception {
        StringBuilder all = new StringBuilder();
        try (ZipFile zip = new ZipFile(
                requests.open(request.id(), ONE).file().toFile(),
                started.password().orElseThrow().toCharArray())) {
            for (FileHeader header : new ArrayList<>(zip.getFileHeaders())) {
                all.append(header.getFileName()).append('\n');
                all.append(new String(zip.getInputStream(header).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }
}
