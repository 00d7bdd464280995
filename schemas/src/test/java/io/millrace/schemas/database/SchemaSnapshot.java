package io.millrace.schemas.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedSet;
import java.util.TreeSet;

/** Everything that migrations make, a line each, so that two databases can be compared. */
record SchemaSnapshot(SortedSet<String> lines) {

    /**
     * Column numbers, object ids, the order of privileges and whether a constraint was validated are left out: a roll-back
     * may change them.
     */
    private static final String OBJECTS = """
            WITH ours AS (
                SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'millrace' AND c.relname NOT LIKE 'flyway_schema_history%'
            )
            SELECT format('relation %s %s owner=%s rls=%s force=%s options=%s partition=%s', relkind, relname, relowner::regrole,
                          relrowsecurity, relforcerowsecurity, reloptions, pg_get_expr(relpartbound, oid))
            FROM ours
            UNION ALL
            SELECT format('column %s.%s %s notnull=%s default=%s generated=%s storage=%s', r.relname, a.attname,
                          format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attgenerated,
                          a.attstorage)
            FROM ours r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
            WHERE r.relkind IN ('r', 'p', 'v', 'm')
            UNION ALL
            SELECT format('constraint %s.%s %s', r.relname, c.conname, replace(pg_get_constraintdef(c.oid), ' NOT VALID', ''))
            FROM ours r JOIN pg_constraint c ON c.conrelid = r.oid
            UNION ALL
            SELECT format('index %s', pg_get_indexdef(oid)) FROM ours WHERE relkind IN ('i', 'I')
            UNION ALL
            SELECT format('view %s %s', relname, pg_get_viewdef(oid)) FROM ours WHERE relkind IN ('v', 'm')
            UNION ALL
            SELECT format('policy %s.%s cmd=%s roles=%s using=%s check=%s', tablename, policyname, cmd, roles, qual, with_check)
            FROM pg_policies WHERE schemaname = 'millrace'
            UNION ALL
            SELECT format('trigger %s', pg_get_triggerdef(t.oid)) FROM ours r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
            UNION ALL
            SELECT format('function owner=%s %s', p.proowner::regrole, pg_get_functiondef(p.oid))
            FROM pg_proc p WHERE p.pronamespace = 'millrace'::regnamespace
            UNION ALL
            SELECT format('grant on %s: %s to %s', r.relname, g.privilege_type, coalesce(nullif(g.grantee, 0)::regrole::text, 'public'))
            FROM ours r, aclexplode(coalesce(r.relacl, acldefault('r', r.relowner))) g WHERE r.relkind IN ('r', 'p', 'v', 'm')
            UNION ALL
            SELECT format('grant on %s.%s: %s to %s', r.relname, a.attname, g.privilege_type, g.grantee::regrole)
            FROM ours r JOIN pg_attribute a ON a.attrelid = r.oid, aclexplode(a.attacl) g
            UNION ALL
            SELECT format('grant on %s: %s to %s', p.oid::regprocedure, g.privilege_type, coalesce(nullif(g.grantee, 0)::regrole::text, 'public'))
            FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g WHERE p.pronamespace = 'millrace'::regnamespace
            UNION ALL
            SELECT format('comment on %s: %s', pg_describe_object(classoid, objoid, objsubid), description)
            FROM pg_description d
            WHERE pg_describe_object(classoid, objoid, objsubid) LIKE '%millrace.%'
                OR objoid IN (SELECT oid FROM ours)
                OR objoid IN (SELECT oid FROM pg_proc WHERE pronamespace = 'millrace'::regnamespace)
            UNION ALL
            SELECT format('published %s.%s (%s) insert=%s update=%s delete=%s root=%s', t.pubname, t.tablename, t.attnames,
                          p.pubinsert, p.pubupdate, p.pubdelete, p.pubviaroot)
            FROM pg_publication_tables t JOIN pg_publication p USING (pubname)
            """;

    static SchemaSnapshot of(Connection connection) throws SQLException {
        SortedSet<String> lines = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(OBJECTS)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return new SchemaSnapshot(lines);
    }
}
