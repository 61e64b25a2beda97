package dev.naust.mongodb.connection;

import com.mongodb.ServerAddress;
import com.mongodb.connection.AsyncCompletionHandler;
import com.mongodb.internal.connection.OperationContext;
import com.mongodb.internal.connection.Stream;
import dev.naust.jdbc.Vigil;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.bson.ByteBuf;

/** A connection of the driver that tells the vigil whenever somebody waits on it. Used by one thread at a time, ended by any. */
final class WatchedStream implements Stream {
    private final Stream stream;
    private final Vigil<WatchedStream, ServerAddress> vigil;
    private final Set<WatchedStream> open;
    private volatile boolean waitedFor;

    /**
     * A connection that was not opened yet.
     *
     * @param open where it stands while it is open
     */
    WatchedStream(Stream stream, Vigil<WatchedStream, ServerAddress> vigil, Set<WatchedStream> open) {
        this.stream = stream;
        this.vigil = vigil;
        this.open = open;
    }

    @FunctionalInterface
    private interface Waiting<T> {
        T run() throws IOException;
    }

    private <T> T watched(Waiting<T> call) throws IOException {
        Vigil<WatchedStream, ServerAddress>.Wait wait = vigil.begin(this);
        waitedFor = true;
        try (wait) {
            return call.run();
        } catch (IOException | RuntimeException e) {
            if (wait.isHopeless()) {
                throw new SilentServerException(getAddress(), e);
            }
            throw e;
        } finally {
            waitedFor = false;
        }
    }

    boolean isWaitedFor() {
        return waitedFor;
    }

    @Override
    public void open(OperationContext context) throws IOException {
        open.add(this);
        stream.open(context);
    }

    @Override
    public void write(List<ByteBuf> buffers, OperationContext context) throws IOException {
        watched(() -> {
            stream.write(buffers, context);
            return true;
        });
    }

    @Override
    public ByteBuf read(int length, OperationContext context) throws IOException {
        return watched(() -> stream.read(length, context));
    }

    @Override
    public void openAsync(OperationContext context, AsyncCompletionHandler<Void> handler) {
        stream.openAsync(context, handler);
    }

    @Override
    public void writeAsync(List<ByteBuf> buffers, OperationContext context, AsyncCompletionHandler<Void> handler) {
        stream.writeAsync(buffers, context, handler);
    }

    @Override
    public void readAsync(int length, OperationContext context, AsyncCompletionHandler<ByteBuf> handler) {
        stream.readAsync(length, context, handler);
    }

    @Override
    public ByteBuf getBuffer(int size) {
        return stream.getBuffer(size);
    }

    @Override
    public ServerAddress getAddress() {
        return stream.getAddress();
    }

    @Override
    public void close() {
        open.remove(this);
        stream.close();
    }

    @Override
    public boolean isClosed() {
        return stream.isClosed();
    }
}
