package dev.naust.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * How SQL may come about, read from compiled classes: a text becomes a piece of SQL only where it is a constant, or is joined
 * on the spot from constants, pieces and numbers; and only the classes named here hand SQL to a driver. So a name or value
 * from outside reaches SQL by way of a dialect or not at all.
 */
final class SqlRules {
    private static final String SQL = "dev/naust/jdbc/Sql";
    private static final String DIALECT = "dev/naust/jdbc/SqlDialect";

    /** The doors to the drivers; each takes nothing but pieces. */
    private static final Set<String> DOORS =
            Set.of("dev/naust/jdbc/Statements", "dev/naust/postgres/connection/Session");

    private static final Set<String> DRIVERS = Set.of("java/sql/", "javax/sql/", "org/postgresql/", "org/sqlite/");

    private static final Set<String> TAKE_TEXT = Set.of(
            "prepareStatement",
            "prepareCall",
            "nativeSQL",
            "execute",
            "executeQuery",
            "executeUpdate",
            "executeLargeUpdate",
            "addBatch",
            "copyIn",
            "copyOut",
            "execSQLUpdate",
            "execSQLQuery",
            "_exec",
            "exec",
            "prepare");

    private final List<String> violations = new ArrayList<>();

    private SqlRules() {}

    /** What in the classes of some folders breaks the rules, one sentence each. */
    static List<String> violations(List<Path> folders) {
        SqlRules rules = new SqlRules();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".class")).forEach(rules::check);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return rules.violations;
    }

    private void check(Path file) {
        ClassNode type = new ClassNode();
        try {
            new ClassReader(Files.readAllBytes(file)).accept(type, ClassReader.SKIP_FRAMES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (MethodNode method : type.methods) {
            for (AbstractInsnNode each : method.instructions) {
                if (each instanceof MethodInsnNode call) {
                    check(type, method, call);
                } else if (each instanceof InvokeDynamicInsnNode lambda) {
                    checkReference(type, method, lambda);
                }
            }
        }
    }

    private void check(ClassNode type, MethodNode method, MethodInsnNode call) {
        if (handsTextToDriver(call) && !DOORS.contains(type.name)) {
            report(type, method, "hands SQL to a driver by " + call.name + "; use Statements");
        }
        if (!call.owner.equals(SQL)) {
            return;
        }
        boolean makesPiece = call.name.equals("of") || call.name.equals("joining");
        if (makesPiece && !isWrittenHere(call)) {
            report(type, method, "makes SQL of a text that is not written there; use the dialect for what comes from outside");
        }
        if (call.name.equals("<init>") && !Set.of(SQL, DIALECT).contains(type.name)) {
            report(type, method, "makes SQL behind the dialect's back");
        }
        if (call.name.equals("planned") && !type.name.endsWith("SchemaEditing")) {
            report(type, method, "executes a planned step, which only a SchemaEditing does");
        }
    }

    /** A reference such as {@code Sql::of} would take any text. */
    private void checkReference(ClassNode type, MethodNode method, InvokeDynamicInsnNode lambda) {
        for (Object argument : lambda.bsmArgs) {
            if (argument instanceof org.objectweb.asm.Handle handle
                    && handle.getOwner().equals(SQL)
                    && Set.of("of", "joining", "planned", "<init>").contains(handle.getName())
                    && !(type.name.equals(SQL))) {
                report(type, method, "refers to Sql::" + handle.getName() + "; write the text where it becomes SQL");
            }
        }
    }

    private static boolean handsTextToDriver(MethodInsnNode call) {
        return TAKE_TEXT.contains(call.name)
                && DRIVERS.stream().anyMatch(call.owner::startsWith)
                && call.desc.startsWith("(Ljava/lang/String;");
    }

    /** Whether the text is put on the stack by the instruction before the call, on every way to it. */
    private static boolean isWrittenHere(AbstractInsnNode call) {
        AbstractInsnNode before = call.getPrevious();
        while (before != null && before.getOpcode() < 0) {
            if (before instanceof LabelNode label && isJumpedTo(label)) {
                return false;
            }
            before = before.getPrevious();
        }
        return before instanceof LdcInsnNode || isJoined(before);
    }

    private static boolean isJoined(@Nullable AbstractInsnNode before) {
        return before instanceof InvokeDynamicInsnNode join
                && join.name.equals("makeConcatWithConstants")
                && Arrays.stream(Type.getArgumentTypes(join.desc)).allMatch(SqlRules::isSafe);
    }

    private static boolean isSafe(Type part) {
        return switch (part.getSort()) {
            case Type.INT, Type.LONG, Type.DOUBLE -> true;
            case Type.OBJECT -> part.getInternalName().equals(SQL);
            default -> false;
        };
    }

    private static boolean isJumpedTo(LabelNode label) {
        AbstractInsnNode first = label;
        while (first.getPrevious() != null) {
            first = first.getPrevious();
        }
        for (AbstractInsnNode each = first; each != null; each = each.getNext()) {
            if (each instanceof org.objectweb.asm.tree.JumpInsnNode jump && jump.label == label) {
                return true;
            }
            if (each instanceof org.objectweb.asm.tree.LookupSwitchInsnNode cases
                    && (cases.labels.contains(label) || cases.dflt == label)) {
                return true;
            }
            if (each instanceof org.objectweb.asm.tree.TableSwitchInsnNode cases
                    && (cases.labels.contains(label) || cases.dflt == label)) {
                return true;
            }
        }
        return false;
    }

    private void report(ClassNode type, MethodNode method, String what) {
        violations.add(type.name.replace('/', '.') + "." + method.name + " " + what);
    }
}
