package io.millrace.query;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** A command line as a user ran it, and what came of it. */
record CommandRun(int code, String out, String err) {

    static CommandRun of(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = QueryApiMain.commandLine(environment);
        List<CommandLine> all = new ArrayList<>(List.of(command));
        for (int i = 0; i < all.size(); i++) {
            all.get(i).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
            all.addAll(all.get(i).getSubcommands().values());
        }
        int code = command.execute(arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }
}
