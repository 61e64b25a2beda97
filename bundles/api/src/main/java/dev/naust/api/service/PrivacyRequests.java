package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Answers people's requests about their data, across all stores, step by step. Each step throws a {@link StoreException} with
 * {@code privacy_request.not_found}, or with {@code privacy_request.state} when it is not the request's next one. Safe for use
 * by several threads.
 */
@ProviderType
public interface PrivacyRequests {

    /**
     * Enters a request.
     *
     * @throws StoreException with {@code privacy_request.invalid} when it names nobody, or lacks what its type needs
     */
    PrivacyRequest receive(Asked asked, Actor actor);

    /** The request with this id. */
    Optional<PrivacyRequest> find(String id);

    /** All requests: the open ones by due date, then those that are over, the newest first. */
    List<PrivacyRequest> list();

    /**
     * Notes how the person proved who they are, and looks in all stores for what is held about them. May be called again
     * until the request is approved, to look again.
     *
     * @param method such as {@code BankID}; like the evidence, looked at only the first time
     * @param evidence what was seen; not a copy of it
     */
    PrivacyRequest verify(String id, String method, String evidence, Actor actor) throws InterruptedException;

    /**
     * Approves what the scope says will happen.
     *
     * @throws StoreException for an erasure with {@code approval.second_person} when the actor entered the request,
     *     also by a token of theirs, or with
     *     {@code approval.person} when the actor is a machine
     */
    PrivacyRequest approve(String id, String reason, Actor actor);

    /** Ends the request without doing what it asks. */
    PrivacyRequest reject(String id, String reason, Actor actor);

    /**
     * Takes two more months for the answer, once.
     *
     * @throws StoreException with {@code privacy_request.late} when the first month is over
     */
    PrivacyRequest extend(String id, String reason, Actor actor);

    /**
     * Starts the run that does what was approved, searches again and answers. A request whose run failed may be executed
     * again; what was done is not done twice.
     */
    Started execute(String id, Actor actor);

    /**
     * The encrypted package of an access or portability request.
     *
     * @throws StoreException with {@code privacy_package.not_found} when there is none, or not any more
     */
    Package open(String id, Actor actor);

    /**
     * Who acts.
     *
     * @param person whether it is somebody who signed in, and not a machine with a token
     * @param behind the user who answers for it: themselves, or the token's owner; empty where nobody knows
     */
    record Actor(String name, boolean person, String behind) {
        /** A user who signed in, or a token of which nobody knows whose it is. */
        public Actor(String name, boolean person) {
            this(name, person, person ? name : "");
        }
    }

    /**
     * What is asked.
     *
     * @param subject what the person is known by, such as {@code email} or {@code nationalId}, as the map names it
     * @param receivedAt when it came in; now where it is empty
     * @param corrections for a rectification: the new value of each field that is wrong, by the field's name
     * @param purpose for an objection: what the data may not be used for any more
     */
    record Asked(
            PrivacyRequest.Type type,
            Map<String, String> subject,
            Optional<Instant> receivedAt,
            Map<String, String> corrections,
            Optional<String> purpose,
            String note) {
        public Asked {
            subject = Map.copyOf(subject);
            corrections = Map.copyOf(corrections);
        }

        @Override
        public String toString() {
            return "Asked[" + type + "]";
        }
    }

    /**
     * An execution that has begun.
     *
     * @param password opens the package; shown this once
     */
    record Started(PrivacyRequest request, Run run, Optional<String> password) {
        @Override
        public String toString() {
            return "Started[" + request.id() + ", " + run.id() + "]";
        }
    }

    /** A file to hand out. */
    record Package(Path file, String name, Instant until) {}
}
