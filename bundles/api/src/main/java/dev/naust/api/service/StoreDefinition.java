package dev.naust.api.service;

import dev.naust.api.model.Document;
import java.util.Optional;

/**
 * What {@code config/stores/<id>.json} says of a store.
 *
 * @param id matches {@code [a-z][a-z0-9-]{0,62}}
 * @param type the provider's id
 * @param connection what the provider's schema describes; secrets as references ({@code ${env:NAME}}) or in clear
 * @param features switches; may be empty
 * @param classification OPEN, RESTRICTED, CONFIDENTIAL or SECRET
 * @param residency where the data is, such as {@code norway}
 * @param rest whatever else the file holds (health, failover), kept as it is
 */
public record StoreDefinition(
        String id,
        String type,
        Document connection,
        Document features,
        Optional<String> classification,
        Optional<String> residency,
        Document rest) {

    /** A definition of id, type and connection. */
    public static StoreDefinition of(String id, String type, Document connection) {
        return new StoreDefinition(
                id, type, connection, Document.empty(), Optional.empty(), Optional.empty(), Document.empty());
    }

    @Override
    public String toString() {
        return "StoreDefinition[" + id + ", " + type + "]";
    }
}
