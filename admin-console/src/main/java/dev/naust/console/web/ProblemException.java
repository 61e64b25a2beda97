package dev.naust.console.web;

/** A request ends with a {@link Problem}. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        // A refusal is an answer, not a fault: nobody reads its stack.
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** A problem without field errors. */
    public ProblemException(int status, String code, String detail) {
        this(Problem.of(status, code, detail));
    }

    public Problem problem() {
        return problem;
    }
}
