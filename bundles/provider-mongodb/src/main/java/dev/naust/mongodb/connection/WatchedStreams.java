package dev.naust.mongodb.connection;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.internal.Clusters;
import com.mongodb.client.internal.MongoClientImpl;
import com.mongodb.connection.SocketSettings;
import com.mongodb.connection.SslSettings;
import com.mongodb.internal.TimeoutSettings;
import com.mongodb.internal.connection.OperationContext;
import com.mongodb.internal.connection.ServerAddressHelper;
import com.mongodb.internal.connection.Stream;
import com.mongodb.internal.connection.StreamFactory;
import com.mongodb.internal.connection.StreamFactoryFactory;
import com.mongodb.internal.connection.StreamFactoryHelper;
import com.mongodb.internal.thread.AsyncClientExecutor;
import dev.naust.jdbc.Vigil;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.bson.ByteBufNIO;
import org.bson.RawBsonDocument;

/**
 * The connections of one client, so that no call waits on one whose server has gone without a word. The driver itself waits as
 * long as one answer may take, and has no public place where connections are made: this is the one that its own transports
 * use. Its heartbeats have limits of their own and are let alone. Safe for use by several threads.
 */
public final class WatchedStreams implements StreamFactoryFactory, Vigil.Servers<WatchedStream, ServerAddress> {
    private static final int HEADER = 16;
    private static final int MESSAGE = 2013;

    private final StreamFactoryFactory driver;
    private final MongoClientSettings settings;
    private final Vigil<WatchedStream, ServerAddress> vigil;
    private final Set<WatchedStream> open = ConcurrentHashMap.newKeySet();

    private WatchedStreams(String name, MongoClientSettings settings) {
        this.settings = settings;
        this.driver = StreamFactoryHelper.getSyncStreamFactoryFactory(
                settings.getTransportSettings(), ServerAddressHelper.getInetAddressResolver(settings));
        this.vigil = new Vigil<>(name, this);
    }

    /**
     * A client whose connections are watched until it is closed.
     *
     * @param name for thread dumps, such as {@code naust-mongodb-shop}
     */
    public static MongoClient client(String name, MongoClientSettings settings) {
        WatchedStreams streams = new WatchedStreams(name, settings);
        MongoDriverInformation information =
                MongoDriverInformation.builder().driverName("sync").build();
        return new MongoClientImpl(
                Clusters.createCluster(settings, information, streams, AsyncClientExecutor.NO_OP),
                information,
                settings,
                streams,
                AsyncClientExecutor.NO_OP);
    }

    @Override
    public StreamFactory create(SocketSettings socket, SslSettings ssl) {
        StreamFactory plain = driver.create(socket, ssl);
        return socket == settings.getHeartbeatSocketSettings()
                ? plain
                : address -> new WatchedStream(plain.create(address), vigil, open);
    }

    @Override
    public Executor getExecutor() {
        return driver.getExecutor();
    }

    /** Ends what still waits, too: nobody gets an answer from a client that is closed. */
    @Override
    public void close() {
        vigil.close();
        open.forEach(WatchedStream::close);
        driver.close();
    }

    @Override
    public ServerAddress at(WatchedStream stream) {
        return stream.getAddress();
    }

    @Override
    public ServerAddress anywhere() {
        throw new IllegalStateException("Waiting for a connection has a limit in the driver");
    }

    /** Who ends the connection at once, or refuses to encrypt it, was there. */
    @Override
    public boolean answers(ServerAddress server, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        SocketSettings brief = SocketSettings.builder()
                .connectTimeout((int) limit.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout((int) limit.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        Stream question = driver.create(brief, settings.getSslSettings()).create(server);
        try {
            question.open(within(limit));
            question.write(List.of(new ByteBufNIO(hello())), within(limit));
            question.read(HEADER, within(Duration.ofNanos(end - System.nanoTime())))
                    .release();
            return true;
        } catch (MongoSocketOpenException | SocketTimeoutException e) {
            return false;
        } catch (IOException | MongoException e) {
            return !(e.getCause() instanceof SocketTimeoutException);
        } finally {
            question.close();
        }
    }

    private static OperationContext within(Duration limit) {
        long millis = Math.max(1, limit.toMillis());
        return OperationContext.simpleOperationContext(
                new TimeoutSettings(millis, millis, millis, null, millis), null, AsyncClientExecutor.NO_OP);
    }

    /** The question that drivers begin with; who may ask it need not have signed in. */
    private static ByteBuffer hello() {
        ByteBuffer command = RawBsonDocument.parse("{\"hello\": 1, \"$db\": \"admin\"}")
                .getByteBuffer()
                .asNIO();
        int length = HEADER + Integer.BYTES + 1 + command.remaining();
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putInt(1)
                .putInt(0)
                .putInt(MESSAGE)
                .putInt(0)
                .put((byte) 0)
                .put(command)
                .flip();
    }

    @Override
    public void cut(WatchedStream stream) {
        stream.close();
    }

    @Override
    public void silent(ServerAddress server) {
        open.stream()
                .filter(stream -> !stream.isWaitedFor() && stream.getAddress().equals(server))
                .forEach(WatchedStream::close);
    }
}
