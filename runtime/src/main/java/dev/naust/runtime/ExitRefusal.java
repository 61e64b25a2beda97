package dev.naust.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps plugins from ending the server: in their classes, calls of {@code System.exit}, {@code Runtime.exit} and {@code Runtime.halt}
 * are replaced by a refusal. The security manager, which did this once, is gone from newer versions of Java. What a plugin calls by
 * reflection or natively is out of reach; this stops accidents, not attackers.
 */
final class ExitRefusal implements WeavingHook {
    private static final Logger LOG = LoggerFactory.getLogger(ExitRefusal.class);
    private static final String REFUSE = "naust$refuseExit";
    private static final String FOR_SYSTEM = "(I)V";
    private static final String FOR_RUNTIME = "(Ljava/lang/Runtime;I)V";
    private static final List<byte[]> NAMES = List.of(constant("exit"), constant("halt"));

    @Override
    public void weave(WovenClass woven) {
        Bundle bundle = woven.getBundleWiring().getBundle();
        if (FrameworkHost.isOurs(bundle) || NAMES.stream().noneMatch(name -> contains(woven.getBytes(), name))) {
            return;
        }
        try {
            ClassReader reader = new ClassReader(woven.getBytes());
            ClassWriter writer = new ClassWriter(reader, 0);
            Rewriting rewriting = new Rewriting(writer, bundle.getSymbolicName());
            reader.accept(rewriting, 0);
            if (rewriting.found) {
                woven.setBytes(writer.toByteArray());
            }
        } catch (RuntimeException e) {
            // The framework would call no hook that threw again, for whatever plugin.
            LOG.warn("The class {} of plugin {} is left as it is: {}", woven.getClassName(), bundle, e.toString());
        }
    }

    /** A text as a class file's table of constants holds it. */
    private static byte[] constant(String text) {
        byte[] letters = text.getBytes(StandardCharsets.US_ASCII);
        byte[] constant = new byte[letters.length + 3];
        constant[0] = 1;
        constant[2] = (byte) letters.length;
        System.arraycopy(letters, 0, constant, 3, letters.length);
        return constant;
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        for (int from = 0; from <= bytes.length - wanted.length; from++) {
            int length = 0;
            while (length < wanted.length && bytes[from + length] == wanted[length]) {
                length++;
            }
            if (length == wanted.length) {
                return true;
            }
        }
        return false;
    }

    /** Points the calls to a method of the class's own, which throws. */
    private static final class Rewriting extends ClassVisitor {
        private final String plugin;
        private String type = "";
        private boolean isInterface;
        private boolean found;

        Rewriting(ClassVisitor next, String plugin) {
            super(Opcodes.ASM9, next);
            this.plugin = plugin;
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            type = name;
            isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
            super.visit(version, access, name, signature, parent, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, thrown)) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String method, String form, boolean ofInterface) {
                    boolean ofSystem = owner.equals("java/lang/System") && method.equals("exit");
                    boolean ofRuntime =
                            owner.equals("java/lang/Runtime") && (method.equals("exit") || method.equals("halt"));
                    if (form.equals(FOR_SYSTEM) && (ofSystem || ofRuntime)) {
                        found = true;
                        super.visitMethodInsn(
                                Opcodes.INVOKESTATIC, type, REFUSE, ofSystem ? FOR_SYSTEM : FOR_RUNTIME, isInterface);
                    } else {
                        super.visitMethodInsn(opcode, owner, method, form, ofInterface);
                    }
                }
            };
        }

        @Override
        public void visitEnd() {
            if (found) {
                addRefusal(FOR_SYSTEM, 1);
                addRefusal(FOR_RUNTIME, 2);
            }
            super.visitEnd();
        }

        private void addRefusal(String descriptor, int locals) {
            MethodVisitor method = super.visitMethod(
                    Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC, REFUSE, descriptor, null, null);
            String exception = "java/lang/SecurityException";
            method.visitCode();
            method.visitTypeInsn(Opcodes.NEW, exception);
            method.visitInsn(Opcodes.DUP);
            method.visitLdcInsn("the plugin " + plugin + " wanted to end the server, which no plugin may");
            method.visitMethodInsn(Opcodes.INVOKESPECIAL, exception, "<init>", "(Ljava/lang/String;)V", false);
            method.visitInsn(Opcodes.ATHROW);
            method.visitMaxs(3, locals);
            method.visitEnd();
        }
    }
}
