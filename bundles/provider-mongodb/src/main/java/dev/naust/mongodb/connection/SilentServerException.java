package dev.naust.mongodb.connection;

import com.mongodb.MongoException;
import com.mongodb.ServerAddress;

/** A server has gone without a word. None of the failures that the driver tries again by itself: that would take as long again. */
final class SilentServerException extends MongoException {
    private static final long serialVersionUID = 1;

    SilentServerException(ServerAddress server, Throwable cause) {
        super(server + " says nothing, and answers no new connection either", cause);
    }
}
