package dev.naust.sqlserver.tds;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One client of the double. */
final class TdsConnection implements Runnable {
    private static final int SP_EXECUTESQL = 10;
    private static final int SP_PREPARE = 11;
    private static final int SP_EXECUTE = 12;
    private static final int SP_PREPEXEC = 13;
    private static final int NO_LIMIT = 0xFFFF;

    private final TdsServer server;
    private final Socket socket;
    private final int number;
    private final Map<Integer, String> prepared = new HashMap<>();
    private int handles;
    private boolean hanging;
    private Packets packets;

    TdsConnection(TdsServer server, Socket socket, int number) throws IOException {
        this.server = server;
        this.socket = socket;
        this.number = number;
        this.packets = new Packets(socket.getInputStream(), socket.getOutputStream());
    }

    void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void run() {
        try (socket) {
            boolean token = greet();
            if (signIn(token)) {
                serve();
            }
        } catch (IOException e) {
            // The client has gone.
        } finally {
            server.ended(this);
        }
    }

    /** Pre-login; answers whether the client signs in with a token. */
    private boolean greet() throws IOException {
        byte[] body = packets.read().body();
        boolean token = false;
        for (int i = 0; (body[i] & 0xff) != 0xff; i += 5) {
            token |= body[i] == 6;
        }
        boolean encrypts = server.tls().isPresent();
        Out out = new Out();
        int options = token ? 16 : 11;
        out.int8(0).bytes(new byte[] {0, (byte) options, 0, 6});
        out.int8(1).bytes(new byte[] {0, (byte) (options + 6), 0, 1});
        if (token) {
            out.int8(6).bytes(new byte[] {0, (byte) (options + 7), 0, 1});
        }
        out.int8(0xff).bytes(new byte[] {16, 0, 3, (byte) 0xe8, 0, 0}).int8(encrypts ? 1 : 2);
        if (token) {
            out.int8(1);
        }
        packets.write(out.toBytes(), true);
        if (encrypts) {
            encrypt();
        }
        return token;
    }

    private void encrypt() throws IOException {
        WrappedSocket wrapped = new WrappedSocket(socket);
        SSLSocket secured = (SSLSocket) server.tls()
                .orElseThrow()
                .getSocketFactory()
                .createSocket(wrapped, "localhost", socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.setEnabledProtocols(new String[] {"TLSv1.2"});
        secured.startHandshake();
        wrapped.unwrap();
        packets = new Packets(secured.getInputStream(), secured.getOutputStream());
    }

    private boolean signIn(boolean withToken) throws IOException {
        byte[] login = packets.read().body();
        String token = null;
        boolean known;
        if (withToken) {
            Out wanted = new Out();
            Tokens.tokenWanted(wanted);
            Tokens.end(wanted, false, false, false);
            packets.write(wanted.toBytes(), true);
            byte[] message = packets.read().body();
            token = new String(message, 8, message.length - 8, StandardCharsets.UTF_16LE);
            known = true;
        } else {
            known = text(login, 40, false).equals(TdsServer.USER)
                    && text(login, 44, true).equals(TdsServer.PASSWORD);
        }
        Out out = new Out();
        Answer.Failure refusal = server.refusal();
        if (refusal != null || !known) {
            server.refusedOne();
            int code = refusal == null ? 18456 : refusal.number();
            Tokens.error(out, code, refusal == null ? "Login failed for user." : refusal.message());
            Tokens.end(out, false, true, false);
            packets.write(out.toBytes(), true);
            return false;
        }
        TdsServer.Route route = server.route();
        if (route != null) {
            Tokens.route(out, route.host(), route.port());
        }
        Tokens.collation(out);
        Tokens.loginAck(out);
        if (withToken) {
            Tokens.tokenTaken(out);
        }
        Tokens.end(out, false, false, false);
        server.signedIn(token);
        packets.write(out.toBytes(), true);
        return true;
    }

    /** A text of the sign-in message, whose place stands at an offset; passwords are hidden a little. */
    private static String text(byte[] login, int at, boolean hidden) {
        ByteBuffer in = ByteBuffer.wrap(login).order(ByteOrder.LITTLE_ENDIAN);
        int from = in.getShort(at);
        byte[] bytes = new byte[2 * in.getShort(at + 2)];
        in.position(from);
        in.get(bytes);
        for (int i = 0; hidden && i < bytes.length; i++) {
            int plain = (bytes[i] ^ 0xA5) & 0xff;
            bytes[i] = (byte) (plain << 4 | plain >> 4);
        }
        return new String(bytes, StandardCharsets.UTF_16LE);
    }

    private void serve() throws IOException {
        while (true) {
            Packets.Message message = packets.read();
            ByteBuffer in = ByteBuffer.wrap(message.body()).order(ByteOrder.LITTLE_ENDIAN);
            switch (message.type()) {
                case Packets.BATCH -> batch(in);
                case Packets.CALL -> calls(in);
                case Packets.BULK -> bulk(in);
                case Packets.ATTENTION -> stop();
                default -> throw new IOException("The double does not know messages of type " + message.type());
            }
        }
    }

    /** What was begun is ended first, in a message of its own; then the attention is confirmed. */
    private void stop() throws IOException {
        server.attention();
        if (hanging) {
            Out rest = new Out();
            Tokens.end(rest, false, true, false);
            packets.write(rest.toBytes(), true);
            hanging = false;
        }
        Out out = new Out();
        Tokens.done(out, false, Tokens.ATTENTION, 0);
        packets.write(out.toBytes(), true);
    }

    private static void skipHeaders(ByteBuffer in) {
        in.position(in.position() + in.getInt(in.position()));
    }

    private void batch(ByteBuffer in) throws IOException {
        skipHeaders(in);
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        Request request = new Request(number, new String(rest, StandardCharsets.UTF_16LE), List.of());
        Answer answer = server.answer(request);
        Out out = new Out();
        answer.write(out, false);
        if (answer.fate() == Answer.Fate.WHOLE) {
            Tokens.end(out, false, answer.isError(), false);
        }
        send(answer, out);
    }

    private void send(Answer answer, Out out) throws IOException {
        if (answer.fate() == Answer.Fate.WHOLE || out.toBytes().length > 0) {
            packets.write(out.toBytes(), answer.fate() == Answer.Fate.WHOLE);
        }
        hanging = answer.fate() == Answer.Fate.HANGS;
        if (answer.fate() == Answer.Fate.CUT) {
            cut();
        }
    }

    private void calls(ByteBuffer in) throws IOException {
        skipHeaders(in);
        Out out = new Out();
        Answer answer = Answer.none();
        while (in.hasRemaining()) {
            Call call = call(in);
            answer = server.answer(call.request());
            answer.write(out, true);
            if (answer.fate() != Answer.Fate.WHOLE) {
                break;
            }
            if (call.handle() > 0) {
                Tokens.returnValue(out, call.handle());
            }
            Tokens.end(out, true, answer.isError(), in.hasRemaining());
        }
        send(answer, out);
    }

    private record Call(Request request, int handle) {}

    private Call call(ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        int procedure = 0;
        String name = "";
        if (length == NO_LIMIT) {
            procedure = in.getShort();
        } else {
            byte[] bytes = new byte[2 * length];
            in.get(bytes);
            name = new String(bytes, StandardCharsets.UTF_16LE);
        }
        in.getShort();
        List<Request.Parameter> parameters = new ArrayList<>();
        while (in.hasRemaining()) {
            int next = in.get(in.position()) & 0xff;
            if (next == 0xff || next == 0x80) {
                in.get();
                break;
            }
            // Its name, and a byte that says how it is passed.
            in.position(in.position() + 2 + 2 * (in.get() & 0xff));
            TdsType type = TdsType.read(in);
            parameters.add(new Request.Parameter(type.name(), type.value(in)));
        }
        return call(procedure, name, parameters);
    }

    private Call call(int procedure, String name, List<Request.Parameter> sent) {
        return switch (procedure) {
            case SP_EXECUTESQL ->
                new Call(request(sent.get(0).value(), sent.subList(Math.min(2, sent.size()), sent.size())), 0);
            case SP_PREPEXEC, SP_PREPARE -> {
                prepared.put(++handles, String.valueOf(sent.get(2).value()));
                yield new Call(request(sent.get(2).value(), sent.subList(3, sent.size())), handles);
            }
            case SP_EXECUTE ->
                new Call(request(prepared.get((Integer) sent.get(0).value()), sent.subList(1, sent.size())), 0);
            default -> new Call(request(name.isEmpty() ? "procedure " + procedure : name, sent), 0);
        };
    }

    private Request request(@Nullable Object text, List<Request.Parameter> parameters) {
        return new Request(number, String.valueOf(text), parameters);
    }

    /** The rows of a bulk copy are tokens like those of an answer. */
    private void bulk(ByteBuffer in) throws IOException {
        List<TdsType> types = new ArrayList<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        boolean over = false;
        while (!over) {
            switch (in.get() & 0xff) {
                case 0x81 -> {
                    int count = in.getShort();
                    for (int i = 0; i < count; i++) {
                        in.position(in.position() + 6);
                        types.add(TdsType.read(in));
                        in.position(in.position() + 1 + 2 * (in.get(in.position()) & 0xff));
                    }
                }
                case 0xD1 -> rows.add(types.stream().map(type -> type.value(in)).toArray());
                default -> over = true;
            }
        }
        server.bulk(rows);
        Answer answer = server.answer(new Request(number, "bulk rows", List.of()));
        Out out = new Out();
        if (answer.isError()) {
            answer.write(out, false);
            Tokens.end(out, false, true, false);
        } else {
            Tokens.done(out, false, Tokens.COUNT, rows.size());
        }
        packets.write(out.toBytes(), true);
    }
}
