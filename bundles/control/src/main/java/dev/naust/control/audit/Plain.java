package dev.naust.control.audit;

/** Makes words from outside harmless in a log: nothing in them can end a line, colour a terminal or fill a disk. */
final class Plain {
    private static final int LONGEST = 300;
    private static final int LONGEST_DETAILS = 4_000;

    private Plain() {}

    static String text(String words) {
        String cut = words.length() > LONGEST ? words.substring(0, LONGEST - 1) + "…" : words;
        StringBuilder plain = new StringBuilder(cut.length());
        cut.codePoints().forEach(point -> {
            boolean odd = Character.isISOControl(point)
                    || Character.getType(point) == Character.FORMAT
                    || Character.getType(point) == Character.SURROGATE
                    || Character.getType(point) == Character.LINE_SEPARATOR
                    || Character.getType(point) == Character.PARAGRAPH_SEPARATOR;
            plain.appendCodePoint(odd ? '\uFFFD' : point);
        });
        return plain.toString();
    }

    /** Details stay JSON; those that are too long are left out rather than cut in the middle. */
    static String details(String json) {
        return json.length() <= LONGEST_DETAILS ? json : "{\"tooLong\":" + json.length() + "}";
    }
}
