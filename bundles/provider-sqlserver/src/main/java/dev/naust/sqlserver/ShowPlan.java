package dev.naust.sqlserver;

import dev.naust.api.store.Sql.Explanation;
import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads what the server says of a statement in its plan ("Showplan schema"). */
final class ShowPlan {
    private final String xml;
    private final List<String> statements = new ArrayList<>();
    private final List<String> indexes = new ArrayList<>();
    private final List<String> scans = new ArrayList<>();
    private final List<String> advice = new ArrayList<>();
    private final Deque<String> operators = new ArrayDeque<>();
    private boolean remote;
    private double cost = Double.NaN;
    private double milliseconds = Double.NaN;
    private double impact;
    private String table = "";
    private String usage = "";
    private final List<String> wanted = new ArrayList<>();

    ShowPlan(String xml) {
        this.xml = xml;
        try {
            read();
        } catch (XMLStreamException e) {
            throw new StoreException(
                    SqlServerErrorCode.FAILED, "The server's plan cannot be read. Ask the question in another way.", e);
        }
    }

    private void read() throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
        try {
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    begin(reader);
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    end(reader.getLocalName());
                }
            }
        } finally {
            reader.close();
        }
    }

    private void begin(XMLStreamReader reader) {
        String name = reader.getLocalName();
        if (name.startsWith("Stmt")) {
            String type = attribute(reader, "StatementType");
            statements.add(name.equals("StmtSimple") ? type : name);
            double own = number(attribute(reader, "StatementSubTreeCost"));
            cost = Double.isNaN(own) ? cost : Double.isNaN(cost) ? own : cost + own;
        } else if (name.equals("RelOp")) {
            String operator = attribute(reader, "PhysicalOp");
            remote |= operator.startsWith("Remote");
            operators.push(operator);
        } else if (name.equals("Object")) {
            object(reader);
        } else if (name.equals("QueryTimeStats")) {
            milliseconds = number(attribute(reader, "ElapsedTime"));
        } else if (name.equals("MissingIndexGroup")) {
            impact = number(attribute(reader, "Impact"));
        } else if (name.equals("MissingIndex")) {
            table = plain(attribute(reader, "Table"));
            wanted.clear();
        } else if (name.equals("ColumnGroup")) {
            usage = attribute(reader, "Usage");
        } else if (name.equals("Column") && !usage.isEmpty() && !usage.equals("INCLUDE")) {
            wanted.add(plain(attribute(reader, "Name")));
        }
    }

    private void object(XMLStreamReader reader) {
        String operator = operators.isEmpty() ? "" : operators.peek();
        String index = plain(attribute(reader, "Index"));
        if (operator.equals("Table Scan") || operator.equals("Clustered Index Scan")) {
            add(scans, plain(attribute(reader, "Table")));
        } else if (operator.contains("Index")) {
            add(indexes, index);
        }
    }

    private static void add(List<String> names, String name) {
        if (!name.isEmpty() && !names.contains(name)) {
            names.add(name);
        }
    }

    private void end(String name) {
        switch (name) {
            case "RelOp" -> operators.pop();
            case "ColumnGroup" -> usage = "";
            case "MissingIndex" ->
                advice.add("An index on " + table + " (" + String.join(", ", wanted) + ") would spare the server about "
                        + Math.round(impact) + " % of the cost, by its own estimate");
            default -> {
                // Ends nothing that was noted.
            }
        }
    }

    private static String attribute(XMLStreamReader reader, String name) {
        String value = reader.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static double number(String text) {
        try {
            return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static String plain(String quoted) {
        return quoted.startsWith("[") && quoted.endsWith("]")
                ? quoted.substring(1, quoted.length() - 1).replace("]]", "]")
                : quoted;
    }

    /** Whether the server understands the text as one question that reads from this database alone. */
    boolean isOneQuestion() {
        return statements.equals(List.of("SELECT")) && !remote;
    }

    /** The plan in the words of the contract. */
    Explanation explanation() {
        return new Explanation("xml", xml, optional(cost), optional(milliseconds), indexes, scans, advice);
    }

    private static OptionalDouble optional(double number) {
        return Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
    }
}
