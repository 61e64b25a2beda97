package dev.naust.endtoend;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector.Argument;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A place in a server's program at which it is killed, by the debugger's protocol, so that the program needs to know nothing of
 * it: whoever begins the method stands still there until the process is gone.
 */
final class Trap implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ListeningConnector connector;
    private final Map<String, Argument> arguments;
    private final String address;
    private final CompletableFuture<VirtualMachine> machine;

    private Trap() throws IOException, IllegalConnectorArgumentsException {
        connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(each -> each.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        arguments = connector.defaultArguments();
        arguments.get("localAddress").setValue("127.0.0.1");
        arguments.get("port").setValue("0");
        address = connector.startListening(arguments);
        machine = CompletableFuture.supplyAsync(() -> {
            try {
                return connector.accept(arguments);
            } catch (IOException | IllegalConnectorArgumentsException e) {
                throw new IllegalStateException("No server came to " + address, e);
            }
        });
    }

    /** Waits for a server that is started with {@link #environment()}. */
    static Trap open() throws Exception {
        return new Trap();
    }

    /** What a server needs to be caught. */
    Map<String, String> environment() {
        String port = address.substring(address.lastIndexOf(':') + 1);
        return Map.of(
                "NAUST_JAVA_OPTS", "-agentlib:jdwp=transport=dt_socket,server=n,suspend=n,address=127.0.0.1:" + port);
    }

    /**
     * From now on the next one who begins this method kills the server.
     *
     * @param type the full name of the class
     * @return done when the process is gone
     */
    CompletableFuture<Void> set(String type, String method, Server server) throws Exception {
        VirtualMachine program = machine.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        List<ReferenceType> loaded = program.classesByName(type);
        if (loaded.isEmpty()) {
            ClassPrepareRequest prepared = program.eventRequestManager().createClassPrepareRequest();
            prepared.addClassFilter(type);
            prepared.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            prepared.enable();
        }
        loaded.forEach(each -> stop(program, each, method));
        return CompletableFuture.runAsync(() -> watch(program, method, server));
    }

    private static void stop(VirtualMachine program, ReferenceType type, String method) {
        type.methodsByName(method).forEach(each -> {
            BreakpointRequest request = program.eventRequestManager().createBreakpointRequest(each.location());
            request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            request.enable();
        });
    }

    private static void watch(VirtualMachine program, String method, Server server) {
        try {
            while (true) {
                EventSet events = program.eventQueue().remove();
                for (Event each : events) {
                    if (each instanceof BreakpointEvent) {
                        server.kill();
                        return;
                    }
                    if (each instanceof ClassPrepareEvent prepared) {
                        stop(program, prepared.referenceType(), method);
                    }
                }
                events.resume();
            }
        } catch (VMDisconnectedException e) {
            throw new IllegalStateException("The server ended before it came to " + method, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException, IllegalConnectorArgumentsException {
        connector.stopListening(arguments);
    }
}
