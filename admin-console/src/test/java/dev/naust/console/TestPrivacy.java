package dev.naust.console;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Consents;
import dev.naust.api.service.PrivacyMap;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequests;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nobody has asked anything, nothing is mapped, and one collection rests on consent. */
final class TestPrivacy implements PrivacyMap, PrivacyRequests, Consents {
    /** Records of collections with this name are refused. */
    @Override
    public View current() {
        return new View(Document.empty().with("collections", new Value.Array(List.of())), "0");
    }

    @Override
    public View replace(Document map, String revision, String actor) {
        return new View(map, "1");
    }

    @Override
    public String schema() {
        return "{}";
    }

    @Override
    public Scan scan(List<String> stores) {
        return new Scan(List.of(), 0, 0, List.of());
    }

    @Override
    public PrivacyRequest receive(Asked asked, Actor actor) {
        throw none("new");
    }

    @Override
    public Optional<PrivacyRequest> find(String id) {
        return Optional.empty();
    }

    @Override
    public List<PrivacyRequest> list() {
        return List.of();
    }

    @Override
    public PrivacyRequest verify(String id, String method, String evidence, Actor actor) {
        throw none(id);
    }

    @Override
    public PrivacyRequest approve(String id, String reason, Actor actor) {
        throw none(id);
    }

    @Override
    public PrivacyRequest reject(String id, String reason, Actor actor) {
        throw none(id);
    }

    @Override
    public PrivacyRequest extend(String id, String reason, Actor actor) {
        throw none(id);
    }

    @Override
    public Started execute(String id, Actor actor) {
        throw none(id);
    }

    @Override
    public Package open(String id, Actor actor) {
        throw none(id);
    }

    @Override
    public Consent give(Map<String, String> subject, Agreed agreed, String actor) {
        return new Consent("c1", subject, agreed, actor, Optional.empty());
    }

    @Override
    public Consent withdraw(String id, String actor) {
        throw none(id);
    }

    @Override
    public List<Consent> list(Optional<String> before, int limit) {
        return List.of();
    }

    @Override
    public void requireFor(String store, DatasetId collection, Document body) {
        // The ports ask, not the console.
    }

    private static StoreException none(String id) {
        return new StoreException(ServiceError.PRIVACY_REQUEST_NOT_FOUND, "There is no request " + id + ".");
    }
}
