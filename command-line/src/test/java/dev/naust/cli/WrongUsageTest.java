package dev.naust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that is written wrongly is told back, and no secret with it. */
class WrongUsageTest {
    @Command(name = "move")
    static final class Move implements Runnable {
        @Option(names = "--from")
        String from;

        @Option(names = "--size")
        int size;

        @Override
        public void run() {
            throw new AssertionError("nothing is run");
        }
    }

    private static String said(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(new NaustCommand()).addSubcommand(new Move());
        line.setErr(new PrintWriter(said, true));
        line.setParameterExceptionHandler(new WrongUsage());
        assertThat(line.execute(arguments)).isEqualTo(2);
        return said.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "move --form postgresql://joe:geheim@h/db",
                "move --form=postgresql://joe:geheim@h/db",
                "move --from a postgresql://joe:ge/heim@h/db",
                "move --from a mongodb://h/db?password=geheim",
                "move --size postgresql://joe:geheim@h/db",
                "move --size=postgresql://joe:geheim@h/db",
                "mvoe --from postgresql://joe:geheim@h/db",
                "move Server=h;Password=geheim",
                "move --token geheim",
                "move --token=geheim",
                "move --token -geheim",
                "mvoe --url http://h --token geheim list",
            })
    void noSecretIsToldBack(String arguments) {
        assertThat(said(arguments.split(" "))).doesNotContain("heim").contains("…");
    }

    @Test
    void whatIsNoSecretIsToldBackAsItIs() {
        assertThat(said("move", "--form", "postgresql://joe:geheim@h/db"))
                .contains("'--form', 'postgresql://…'", "Usage: ");
        assertThat(said("mvoe", "--from", "a.db")).contains("'mvoe'", "'a.db'", "Usage: ");
        assertThat(said("move", "--size", "many")).contains("'--size'", "'many' is not an int");
        assertThat(said("move", "--token", "geheim")).contains("'--token', '…'");
    }
}
