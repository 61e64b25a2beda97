package dev.naust.memory;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.store.Messages;
import dev.naust.api.store.StoreException;
import dev.naust.memory.message.Channels;
import java.util.function.Consumer;

/** The channels of a memory store; only who has the same open store hears. */
record MemoryMessages(MemoryStore store, Channels channels) implements Messages {
    /** A backlog of a thousand of these is as much as one listener may cost. */
    private static final int LONGEST = 1 << 20;

    @Override
    public void publish(String channel, Value payload) {
        store.ensureOpen();
        Value held = MemoryContent.held(payload);
        if (held.kind() != Kind.TEXT && held.kind() != Kind.BYTES) {
            throw new StoreException(
                    MemoryErrorCode.BAD_MESSAGE,
                    "A message is text or bytes, not a value of kind " + held.kind() + "; write it as JSON first");
        }
        if (held.weight() > LONGEST + 64) {
            throw new StoreException(
                    MemoryErrorCode.MESSAGE_TOO_LONG,
                    "A message may have at most " + LONGEST + " bytes; send where it can be read instead");
        }
        channels.tell(new Message(channel, held, store.contents().clock().instant()));
    }

    @Override
    public Subscription subscribe(String channel, Consumer<Message> listener) {
        store.ensureOpen();
        return channels.listen(channel, listener);
    }
}
