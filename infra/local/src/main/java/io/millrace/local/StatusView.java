package io.millrace.local;

import io.millrace.local.system.ComponentStatus;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Shows components on stdout, as a table or as JSON. */
final class StatusView {
    private static final String ROW = "%-14s %-8s %8s  %-16s %s%n";

    private StatusView() {}

    static void print(List<ComponentStatus> all, boolean json, PrintWriter out) {
        if (json) {
            out.println(JsonMapper.shared()
                    .writeValueAsString(Map.of(
                            "components", all.stream().map(StatusView::asMap).toList())));
        } else {
            out.printf(Locale.ROOT, ROW, "COMPONENT", "STATE", "PID", "ADDRESS", "LOG");
            all.forEach(one -> out.printf(
                    Locale.ROOT,
                    ROW,
                    one.component().label(),
                    one.state().label(),
                    one.pid() == 0 ? "-" : Long.toString(one.pid()),
                    one.address(),
                    one.log()));
        }
        out.flush();
    }

    private static Map<String, Object> asMap(ComponentStatus status) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("component", status.component().label());
        map.put("state", status.state().label());
        if (status.pid() != 0) {
            map.put("pid", status.pid());
        }
        map.put("address", status.address());
        map.put("log", status.log().toString());
        return map;
    }
}
