package io.millrace.system;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Kills a process with SIGKILL the moment it enters a method for the n-th time. The debugger stops the whole process there
 * first, so that it dies between two steps and nowhere else; the product has no hook for it.
 */
final class KillAtBreakpoint implements AutoCloseable {

    private final ApplicationProcess process;
    private final VirtualMachine machine;
    private final String className;
    private final String methodName;
    private int entriesLeft;

    private KillAtBreakpoint(ApplicationProcess process, VirtualMachine machine, CrashPoint point) {
        this.process = process;
        this.machine = machine;
        this.className = point.className();
        this.methodName = point.methodName();
        this.entriesLeft = point.entry();
    }

    /** Arms the breakpoint in a running process. */
    static KillAtBreakpoint arm(ApplicationProcess process, CrashPoint point) throws Exception {
        KillAtBreakpoint armed = new KillAtBreakpoint(process, attach(process.debugPort()), point);
        ClassPrepareRequest prepare = armed.machine.eventRequestManager().createClassPrepareRequest();
        prepare.addClassFilter(point.className());
        prepare.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        prepare.enable();
        armed.machine.classesByName(point.className()).forEach(armed::breakAt);
        return armed;
    }

    /** Returns once the process was killed at the breakpoint. */
    void awaitKill(Duration bound) throws InterruptedException {
        Instant deadline = Instant.now().plus(bound);
        while (Instant.now().isBefore(deadline)) {
            EventSet events = machine.eventQueue().remove(200);
            if (events == null) {
                continue;
            }
            for (Event event : events) {
                if (event instanceof ClassPrepareEvent prepared) {
                    breakAt(prepared.referenceType());
                } else if (event instanceof BreakpointEvent && --entriesLeft == 0) {
                    process.kill();
                    return;
                }
            }
            events.resume();
        }
        throw new AssertionError("the process never entered " + className + "." + methodName + " as often as asked");
    }

    private void breakAt(ReferenceType type) {
        List<Method> methods = type.methodsByName(methodName);
        if (methods.isEmpty()) {
            throw new AssertionError(className + " has no method " + methodName);
        }
        for (Method method : methods) {
            BreakpointRequest request = machine.eventRequestManager().createBreakpointRequest(method.location());
            request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
            request.enable();
        }
    }

    private static VirtualMachine attach(int port) throws Exception {
        AttachingConnector socket = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(connector -> connector.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = socket.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        return socket.attach(arguments);
    }

    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (VMDisconnectedException e) {
            // The process was killed: that is what this class is for.
            return;
        }
    }
}
