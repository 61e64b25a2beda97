package dev.naust.mongodb;

import com.mongodb.MongoCommandException;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Footing;
import dev.naust.mongodb.connection.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/** What the roles of a MongoDB user allow, as the server lists them. A server that knows no users allows everything. */
final class MongoFooting implements Footing {
    private static final int UNKNOWN_COMMAND = 59;

    private final Access access;

    MongoFooting(Access access) {
        this.access = access;
    }

    /** What somebody who is signed in may do where. */
    private record Rights(String user, List<BsonDocument> privileges, String database) {
        boolean allow(String action, String collection) {
            return privileges.stream().anyMatch(each -> allows(each, action, Optional.of(collection)));
        }

        boolean allowSomewhere(String action) {
            return privileges.stream().anyMatch(each -> allows(each, action, Optional.empty()));
        }

        private boolean allows(BsonDocument privilege, String action, Optional<String> collection) {
            BsonDocument resource = privilege.getDocument("resource", new BsonDocument());
            boolean anything =
                    resource.getBoolean("anyResource", BsonBoolean.FALSE).getValue();
            String db = text(resource, "db");
            String name = text(resource, "collection");
            boolean here = anything
                    || resource.containsKey("db")
                            && (db.isEmpty() || db.equals(database))
                            && (name.isEmpty() || collection.isEmpty() || name.equals(collection.get()));
            return here
                    && privilege.getArray("actions", new BsonArray()).stream()
                            .anyMatch(each -> each.isString()
                                    && each.asString().getValue().equals(action));
        }

        private static String text(BsonDocument resource, String name) {
            BsonValue value = resource.get(name);
            return value != null && value.isString() ? value.asString().getValue() : "";
        }
    }

    private Rights rights() throws InterruptedException {
        BsonDocument status = access.run("Asking for the user's roles", this::status);
        BsonDocument auth = status.getDocument("authInfo", new BsonDocument());
        BsonArray users = auth.getArray("authenticatedUsers", new BsonArray());
        List<BsonDocument> privileges = new ArrayList<>();
        auth.getArray("authenticatedUserPrivileges", new BsonArray())
                .forEach(each -> privileges.add(each.asDocument()));
        String user = users.isEmpty()
                ? ""
                : users.get(0)
                        .asDocument()
                        .getString("user", new BsonString(""))
                        .getValue();
        return new Rights(user, privileges, access.database().getName());
    }

    /** What the server says of who is signed in; nothing where it is one of those that only speak like MongoDB and cannot. */
    private BsonDocument status() {
        try {
            return access.command(
                    new BsonDocument("connectionStatus", new BsonInt32(1)).append("showPrivileges", BsonBoolean.TRUE));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == UNKNOWN_COMMAND) {
                return new BsonDocument();
            }
            throw e;
        }
    }

    @Override
    public List<String> againstReading(List<DatasetId> collections) throws InterruptedException {
        Rights rights = rights();
        return rights.user().isEmpty()
                ? List.of()
                : collections.stream()
                        .filter(each -> !rights.allow("find", each.name()))
                        .map(each -> "The user " + rights.user() + " may not read " + each + ": grant the role read on "
                                + rights.database())
                        .toList();
    }

    @Override
    public List<String> againstWriting(List<DatasetId> there, boolean making) throws InterruptedException {
        Rights rights = rights();
        List<String> against = new ArrayList<>();
        if (rights.user().isEmpty()) {
            return against;
        }
        String grant = ": grant the role readWrite on " + rights.database();
        if (making && !rights.allowSomewhere("insert")) {
            against.add("The user " + rights.user() + " may not make collections in " + rights.database() + grant);
        }
        there.stream()
                .filter(each -> !rights.allow("insert", each.name()))
                .forEach(each -> against.add("The user " + rights.user() + " may not write to " + each + grant));
        return against;
    }
}
