package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.store.Sql;
import dev.naust.api.store.Sql.Call;
import dev.naust.api.store.Sql.CallResult;
import dev.naust.api.store.Sql.Explanation;
import dev.naust.api.store.Sql.Rows;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.Request;
import dev.naust.sqlserver.tds.Request.Parameter;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator's own questions, commands and calls; against the double. */
@Timeout(60)
class QuestionsTest {
    private static final String PLAN = """
            <ShowPlanXML xmlns="http://schemas.microsoft.com/sqlserver/2004/07/showplan"><BatchSequence><Batch><Statements>
            <StmtSimple StatementType="%s" StatementSubTreeCost="0.25"><QueryPlan>%s
            <MissingIndexes><MissingIndexGroup Impact="93.6"><MissingIndex Database="[shop]" Schema="[dbo]" Table="[boats]">
            <ColumnGroup Usage="EQUALITY"><Column Name="[harbour]" ColumnId="2"/></ColumnGroup>
            <ColumnGroup Usage="INCLUDE"><Column Name="[name]" ColumnId="3"/></ColumnGroup>
            </MissingIndex></MissingIndexGroup></MissingIndexes>
            <RelOp PhysicalOp="%s" LogicalOp="x"><IndexScan><Object Database="[shop]" Schema="[dbo]" Table="[boats]" Index="[PK_boats]"/>
            </IndexScan></RelOp></QueryPlan></StmtSimple></Statements></Batch></BatchSequence></ShowPlanXML>
            """;

    private TdsServer server;

    @BeforeEach
    void start() throws Exception {
        server = Stores.withoutTables(TdsServer.plain());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** The server answers with plans as long as a connection's setting says so. */
    private void lay(String type, String operator) {
        server.on(
                request -> request.text().contains("FROM boats"),
                request -> plans(request)
                        ? Answer.columns("Microsoft SQL Server 2005 XML Showplan", TdsType.NVARCHAR_MAX)
                                .row(PLAN.formatted(type, "", operator))
                        : Answer.columns("name", TdsType.NVARCHAR, "price", TdsType.decimal(10, 2))
                                .row("Naust", new BigDecimal("1.50")));
    }

    private boolean plans(Request now) {
        boolean on = false;
        for (Request before : server.requests()) {
            if (before.connection() == now.connection() && before.text().startsWith("SET SHOWPLAN_XML")) {
                on = before.text().endsWith("ON");
            }
        }
        return on;
    }

    private static Sql sql(Store store) {
        return store.sql().orElseThrow();
    }

    @Test
    void aQuestionIsPlannedThenAskedThenRolledBack() throws Exception {
        lay("SELECT", "Clustered Index Seek");
        try (Store store = Stores.open(server)) {
            try (Rows rows = sql(store)
                    .query(SqlStatement.of(
                            "SELECT name, price FROM boats WHERE name = ? AND note <> 'why?'",
                            Value.text("x'; DROP TABLE y; --")))) {
                assertThat(rows.columns()).extracting(Field::name).containsExactly("name", "price");
                assertThat(rows.columns().get(1).type().kind()).isEqualTo(Kind.DECIMAL);
                assertThat(rows.next(10, Long.MAX_VALUE).records().get(0).body().at(1))
                        .isEqualTo(new Value.Decimal(new BigDecimal("1.50")));
            }
        }

        List<Request> asked = server.requests("FROM boats");
        assertThat(asked.get(0).text())
                .startsWith("DECLARE @naust0 nvarchar(max); ")
                .contains("name = @naust0")
                .contains("'why?'")
                .doesNotContain("DROP");
        assertThat(asked.get(1).parameters()).containsExactly(new Parameter("nvarchar", "x'; DROP TABLE y; --"));
        assertThat(Stores.commits(server)).isEmpty();
        assertThat(server.requests("ROLLBACK TRAN")).isNotEmpty();
    }

    @Test
    void theSessionPlansOnlyAsLongAsItIsAsked() throws Exception {
        lay("SELECT", "Clustered Index Seek");
        try (Store store = Stores.open(server)) {
            for (int i = 0; i < 3; i++) {
                try (Rows rows = sql(store).query(SqlStatement.of("SELECT name, price FROM boats"))) {
                    assertThat(rows.next(10, Long.MAX_VALUE).records()).hasSize(1);
                }
            }
        }

        assertThat(server.requests("SET SHOWPLAN_XML ON")).hasSize(3);
        assertThat(server.requests("SET SHOWPLAN_XML OFF")).hasSize(3);
    }

    @Test
    void aSessionWhosePlanningCannotBeEndedIsGivenUp() throws Exception {
        lay("SELECT", "Clustered Index Seek");
        server.on("SET SHOWPLAN_XML OFF", Answer.error(701, "There is insufficient system memory."));
        try (Store store = Stores.open(server)) {
            assertThatThrownBy(() -> sql(store).query(SqlStatement.of("SELECT name, price FROM boats")))
                    .isInstanceOf(StoreException.class);
            int connection = server.requests("SET SHOWPLAN_XML OFF").get(0).connection();
            store.datasets();

            assertThat(server.requests("sys.partitions"))
                    .allSatisfy(request -> assertThat(request.connection()).isNotEqualTo(connection));
        }
    }

    @Test
    void whatTheServerTakesForMoreThanOneSelectIsRefused() {
        for (String type : List.of("DELETE", "SELECT INTO", "EXECUTE PROC", "COMMIT TRANSACTION")) {
            lay(type, "Clustered Index Seek");
            refused("SELECT name FROM boats");
        }
        lay("SELECT", "Remote Query");
        refused("SELECT name FROM boats");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 COMMIT DELETE FROM boats",
                "SELECT 1; DELETE FROM boats",
                "DELETE FROM boats",
                "SELECT * INTO copies FROM boats",
                "EXEC xp_cmdshell 'format c:'",
                "SELECT 1 /* /* */ */ DROP TABLE boats",
                "SELECT 1 USE master",
                "WITH b AS (SELECT 1 AS a) UPDATE b SET a = 2",
                "SELECT * FROM OPENROWSET('x', 'y', 'DELETE')",
                "SELECT 'a"
            })
    void whatCanBeSeenToChangeSomethingNeverReachesTheServer(String text) {
        refused(text);
        assertThat(server.requests("boats")).isEmpty();
    }

    private void refused(String text) {
        try (Store store = Stores.open(server)) {
            assertThatThrownBy(() -> sql(store).query(SqlStatement.of(text)))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.code()).isEqualTo(SqlServerErrorCode.REFUSED_STATEMENT));
        }
        assertThat(Stores.commits(server)).isEmpty();
    }

    @Test
    void wordsInTextsNamesAndCommentsAreNoStatements() {
        assertThat(new StatementWords("SELECT [DELETE], \"DROP\", 'EXEC' -- UPDATE\n FROM t OPTION (USE HINT ('x'))")
                        .changing())
                .isEmpty();
        assertThat(new StatementWords("SELECT '?', [?], ? /* ? */ -- ?\n, ?").marks())
                .isEqualTo(2);
    }

    @Test
    void aPlanIsExplained() throws Exception {
        lay("SELECT", "Clustered Index Scan");
        try (Store store = Stores.open(server)) {
            Explanation plan = sql(store).explain(SqlStatement.of("SELECT name, price FROM boats"), false);

            assertThat(plan.format()).isEqualTo("xml");
            assertThat(plan.cost()).hasValue(0.25);
            assertThat(plan.milliseconds()).isEmpty();
            assertThat(plan.scans()).containsExactly("boats");
            assertThat(plan.advice())
                    .singleElement()
                    .asString()
                    .contains("boats (harbour)")
                    .contains("94 %");
        }
        assertThat(server.requests("FROM boats")).hasSize(1);
    }

    @Test
    void aMeasuredPlanComesBehindTheRows() throws Exception {
        server.on(
                request -> request.text().contains("FROM boats"),
                request -> plans(request)
                        ? Answer.columns("Microsoft SQL Server 2005 XML Showplan", TdsType.NVARCHAR_MAX)
                                .row(PLAN.formatted("SELECT", "", "Index Seek"))
                        : Answer.columns("name", TdsType.NVARCHAR)
                                .row("Naust")
                                .and("Microsoft SQL Server 2005 XML Showplan", TdsType.NVARCHAR_MAX)
                                .row(PLAN.formatted("SELECT", "<QueryTimeStats ElapsedTime=\"12\"/>", "Index Seek")));
        try (Store store = Stores.open(server)) {
            Explanation plan = sql(store).explain(SqlStatement.of("SELECT name FROM boats"), true);

            assertThat(plan.milliseconds()).hasValue(12);
            assertThat(plan.indexes()).containsExactly("PK_boats");
        }
        assertThat(server.requests("SET STATISTICS XML OFF")).hasSize(1);
    }

    @Test
    void aCommandTellsHowManyRecordsItChanged() throws Exception {
        server.on("UPDATE boats", Answer.changed(3));
        try (Store store = Stores.open(server)) {
            assertThat(sql(store).execute(SqlStatement.of("UPDATE boats SET a = ?", new Value.Int32(7))))
                    .isEqualTo(3);
        }
        assertThat(server.requests("UPDATE boats").get(0).parameters()).containsExactly(new Parameter("int", 7));
        assertThat(Stores.commits(server)).hasSize(1);
    }

    @Test
    void aProcedureIsCalledWithNamedAndTypedParameters() throws Exception {
        server.on(
                "EXEC [dbo].[rent]",
                Answer.columns("boat", TdsType.NVARCHAR)
                        .row("Naust")
                        .row("Færing")
                        .and("total", TdsType.decimal(10, 2))
                        .row(new BigDecimal("12.50")));
        Call call = new Call(
                List.of("dbo", "rent"),
                Map.of("@days", new Value.Int32(3), "total", new Value.Decimal(new BigDecimal("1.00"))),
                List.of(Field.of("total", FieldType.decimal(10, 2, "decimal(10,2)"))),
                Duration.ofSeconds(5));
        try (Store store = Stores.open(server)) {
            CallResult result = sql(store).call(call);

            assertThat(result.outputs()).containsEntry("total", new Value.Decimal(new BigDecimal("12.50")));
            assertThat(result.results()).singleElement().satisfies(rows -> {
                assertThat(rows.records()).hasSize(2);
                assertThat(rows.schema().id()).isEqualTo(DatasetId.of("dbo", "rent"));
            });
        }
        Request asked = server.requests("EXEC [dbo].[rent]").get(0);
        assertThat(asked.text())
                .contains("@days = @naust_0")
                .contains("@total = @naust_1 OUTPUT")
                .contains("decimal(10,2)")
                .contains("SELECT @naust_1 AS [total]");
        assertThat(asked.parameters())
                .containsExactly(new Parameter("int", 3), new Parameter("decimal(38,2)", new BigDecimal("1.00")));
    }

    @Test
    void aParameterThatIsMoreThanANameIsRefused() {
        Call call = new Call(
                List.of("dbo", "rent"),
                Map.of("a = 1; DROP TABLE boats --", Value.text("x")),
                List.of(),
                Duration.ofSeconds(5));
        try (Store store = Stores.open(server)) {
            assertThatThrownBy(() -> sql(store).call(call))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.code()).isEqualTo(SqlServerErrorCode.REFUSED_STATEMENT));
        }
        assertThat(server.requests("rent")).isEmpty();
    }

    @Test
    void aMissingProcedureIsNamed() {
        server.on("EXEC [dbo].[none]", Answer.error(2812, "Could not find stored procedure 'dbo.none'."));
        Call call = new Call(List.of("dbo", "none"), Map.of(), List.of(), Duration.ofSeconds(5));
        try (Store store = Stores.open(server)) {
            assertThatThrownBy(() -> sql(store).call(call))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.code()).isEqualTo(SqlServerErrorCode.NO_PROCEDURE));
        }
    }
}
