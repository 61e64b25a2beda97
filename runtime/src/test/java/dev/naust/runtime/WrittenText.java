package dev.naust.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

/**
 * Follows texts through a method: a text is <em>written</em> when it is a constant, or is joined from written texts, numbers
 * and values of one trusted class. Whatever else a text may come from, on any way through the method, makes it not so.
 */
final class WrittenText extends BasicInterpreter {
    private static final Type STRING = Type.getType(String.class);
    private static final Type BUILDER = Type.getType(StringBuilder.class);
    private static final Set<Integer> NUMBERS = Set.of(Type.INT, Type.LONG, Type.DOUBLE);

    private final String trusted;

    /** @param trusted the internal name of the class whose values are safe as texts */
    WrittenText(String trusted) {
        super(ASM9);
        this.trusted = trusted;
    }

    /** Whether a value is a written text. */
    static boolean isWritten(BasicValue value) {
        return value instanceof Written;
    }

    /** Keeps the class, which the parent does not. */
    @Override
    public BasicValue newValue(Type type) {
        boolean isObject = type != null && (type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY);
        return isObject ? new BasicValue(type) : super.newValue(type);
    }

    @Override
    public BasicValue newOperation(AbstractInsnNode instruction) throws AnalyzerException {
        boolean isText = instruction instanceof LdcInsnNode constant && constant.cst instanceof String;
        boolean begins = instruction instanceof TypeInsnNode made
                && made.getOpcode() == Opcodes.NEW
                && made.desc.equals(BUILDER.getInternalName());
        return isText ? new Written() : begins ? new Joining() : super.newOperation(instruction);
    }

    /** The compiler keeps what it joins on the stack only; a builder in a variable may be appended to anywhere. */
    @Override
    public BasicValue copyOperation(AbstractInsnNode instruction, BasicValue value) throws AnalyzerException {
        return value instanceof Joining && instruction.getOpcode() == Opcodes.ASTORE
                ? newValue(BUILDER)
                : super.copyOperation(instruction, value);
    }

    @Override
    public BasicValue unaryOperation(AbstractInsnNode instruction, BasicValue value) throws AnalyzerException {
        boolean keeps = instruction.getOpcode() == Opcodes.CHECKCAST && value instanceof Written;
        return keeps ? value : super.unaryOperation(instruction, value);
    }

    @Override
    public BasicValue binaryOperation(AbstractInsnNode instruction, BasicValue one, BasicValue other)
            throws AnalyzerException {
        boolean isElement = instruction.getOpcode() == Opcodes.AALOAD
                && one.getType() != null
                && one.getType().getSort() == Type.ARRAY
                && one.getType().getDimensions() == 1;
        return isElement ? newValue(one.getType().getElementType()) : super.binaryOperation(instruction, one, other);
    }

    @Override
    public BasicValue naryOperation(AbstractInsnNode instruction, List<? extends BasicValue> values)
            throws AnalyzerException {
        if (instruction instanceof MethodInsnNode call
                && call.owner.equals(STRING.getInternalName())
                && call.name.equals("valueOf")
                && isSafe(values.get(0))) {
            return new Written();
        }
        if (instruction instanceof InvokeDynamicInsnNode join
                && join.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory")
                && Arrays.stream(join.bsmArgs).skip(1).allMatch(String.class::isInstance)
                && values.stream().allMatch(this::isSafe)) {
            return new Written();
        }
        if (instruction instanceof MethodInsnNode call && !values.isEmpty() && values.get(0) instanceof Joining) {
            if (call.name.equals("append") && values.size() == 2 && isSafe(values.get(1))) {
                return values.get(0);
            }
            if (call.name.equals("toString")) {
                return new Written();
            }
        }
        return super.naryOperation(instruction, values);
    }

    @Override
    public BasicValue merge(BasicValue one, BasicValue other) {
        if (one.equals(other)) {
            return one;
        }
        boolean references = one.isReference() && other.isReference();
        return references ? BasicValue.REFERENCE_VALUE : BasicValue.UNINITIALIZED_VALUE;
    }

    private boolean isSafe(BasicValue value) {
        Type type = value.getType();
        return value instanceof Written
                || type != null
                        && (NUMBERS.contains(type.getSort())
                                || type.getSort() == Type.OBJECT
                                        && type.getInternalName().equals(trusted));
    }

    /** What the compiler makes of {@code +}, as long as every piece was safe. */
    private static final class Joining extends BasicValue {
        Joining() {
            super(BUILDER);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Joining;
        }

        @Override
        public int hashCode() {
            return 2;
        }
    }

    private static final class Written extends BasicValue {
        Written() {
            super(STRING);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Written;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }
}
