package dev.naust.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with a command, without the secrets that stand in its arguments: what is said goes to the logs of whoever
 * runs it. An address is shown as far as its {@code ://}, because a password stands behind that and may have any character.
 */
final class WrongUsage implements IParameterExceptionHandler {
    private static final String HIDDEN = "…";
    private static final String TOKEN = "--token";
    private static final String ADDRESS = "://";

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText(withoutSecrets(failure.getMessage(), arguments)));
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            command.usage(err, command.getColorScheme());
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** A message in which arguments are quoted. */
    static String withoutSecrets(String message, String... arguments) {
        List<String> values = new ArrayList<>();
        String before = "";
        for (String argument : arguments) {
            boolean isTokensOwn = before.equals(TOKEN);
            String value =
                    isTokensOwn || !argument.startsWith("-") ? argument : argument.substring(argument.indexOf('=') + 1);
            if (isTokensOwn || argument.startsWith(TOKEN + "=") || maySayAPassword(value)) {
                values.add(value);
            }
            before = argument;
        }
        // The longest first: one may be a part of another.
        values.sort(Comparator.comparingInt(String::length).reversed());
        String clean = message;
        for (String value : values) {
            clean = value.isEmpty() ? clean : clean.replace(value, shown(value));
        }
        return clean;
    }

    private static boolean maySayAPassword(String value) {
        String small = value.toLowerCase(Locale.ROOT);
        return value.contains(ADDRESS) || small.contains("password=") || small.contains("pwd=");
    }

    private static String shown(String value) {
        int address = value.indexOf(ADDRESS);
        return (address < 0 ? "" : value.substring(0, address + ADDRESS.length())) + HIDDEN;
    }
}
