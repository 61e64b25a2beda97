package dev.naust.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * How SQL may come about, read from compiled classes: a text becomes a piece of SQL only where it is a constant, or is joined
 * in the same method from constants, pieces and numbers; and only the classes named here hand SQL to a driver. So a name or value
 * from outside reaches SQL by way of a dialect or not at all.
 */
final class SqlRules {
    private static final String SQL = "dev/naust/jdbc/Sql";
    private static final Set<String> MAKERS = Set.of("of", "join", "joining");
    private static final Set<String> OWNERS = Set.of(SQL, "dev/naust/jdbc/SqlNames");

    /** The doors to the drivers; each takes nothing but pieces. */
    private static final Set<String> DOORS =
            Set.of("dev/naust/jdbc/Statements", "dev/naust/postgres/connection/Session");

    /** The facets that answer an operator's own SQL. */
    private static final Set<String> ASKED =
            Set.of("dev/naust/sqlite/SqliteSql", "dev/naust/postgres/PostgresSql", "dev/naust/sqlserver/SqlServerSql");

    /** What executes scripts for the facets for structures of several technologies. */
    private static final String SCRIPTS = "dev/naust/jdbc/ScriptSession";

    private static final Set<String> DRIVERS =
            Set.of("java/sql/", "javax/sql/", "org/postgresql/", "org/sqlite/", "com/microsoft/sqlserver/jdbc/");

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
            for (MethodNode method : type.methods) {
                Frame<BasicValue>[] frames = new Analyzer<>(new WrittenText(SQL)).analyze(type.name, method);
                for (int i = 0; i < frames.length; i++) {
                    if (frames[i] != null) {
                        check(type, method, method.instructions.get(i), frames[i]);
                    }
                }
            }
        } catch (IOException | AnalyzerException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    private void check(ClassNode type, MethodNode method, AbstractInsnNode instruction, Frame<BasicValue> before) {
        if (instruction instanceof InvokeDynamicInsnNode lambda) {
            checkReference(type, method, lambda);
        } else if (instruction instanceof MethodInsnNode call) {
            if (handsTextToDriver(call) && !DOORS.contains(type.name)) {
                report(type, method, "hands SQL to a driver by " + call.name + "; use Statements");
            }
            if (call.owner.equals(SQL) && !type.name.equals(SQL)) {
                checkPiece(type, method, call, before);
            }
        }
    }

    private void checkPiece(ClassNode type, MethodNode method, MethodInsnNode call, Frame<BasicValue> before) {
        boolean makesPiece = MAKERS.contains(call.name);
        if (makesPiece && !WrittenText.isWritten(before.getStack(before.getStackSize() - 1))) {
            report(
                    type,
                    method,
                    "makes SQL of a text that is not written there; use the dialect for what comes from outside");
        }
        if (call.name.equals("<init>") && !OWNERS.contains(type.name)) {
            report(type, method, "makes SQL behind the dialect's back");
        }
        if (call.name.equals("planned") && !type.name.endsWith("SchemaEditing")) {
            report(type, method, "executes a planned step, which only a SchemaEditing does");
        }
        if (call.name.equals("script") && !type.name.contains("Structures") && !type.name.equals(SCRIPTS)) {
            report(type, method, "runs a statement of a script, which only the facet for structures does");
        }
        if (call.name.equals("asked") && !ASKED.contains(type.name)) {
            report(type, method, "runs what an operator wrote, which only the facet for SQL does");
        }
    }

    /** A reference such as {@code Sql::of} would take any text. */
    private void checkReference(ClassNode type, MethodNode method, InvokeDynamicInsnNode lambda) {
        for (Object argument : lambda.bsmArgs) {
            if (argument instanceof Handle handle
                    && handle.getOwner().equals(SQL)
                    && (MAKERS.contains(handle.getName())
                            || Set.of("planned", "asked", "script", "<init>").contains(handle.getName()))
                    && !type.name.equals(SQL)) {
                report(type, method, "refers to Sql::" + handle.getName() + "; write the text where it becomes SQL");
            }
        }
    }

    private static boolean handsTextToDriver(MethodInsnNode call) {
        return TAKE_TEXT.contains(call.name)
                && DRIVERS.stream().anyMatch(call.owner::startsWith)
                && call.desc.startsWith("(Ljava/lang/String;");
    }

    private void report(ClassNode type, MethodNode method, String what) {
        violations.add(type.name.replace('/', '.') + "." + method.name + " " + what);
    }
}
