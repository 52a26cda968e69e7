"""Dumps the demo in this version's schema, for later versions to be upgraded from.

`python -m tests.upgrade.dump` writes `tests/upgrade/<version>.sqlite.tar.gz`, with the rows and
the documents; run by `tools.services`, it writes `<version>.postgresql.tar.gz`. Run both once for
each release, right before the tag, and never change a dump afterward.
"""

import io
import os
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg2 import sql

DUMPS = Path(__file__).parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
#: What sealed the log of every dump; anyone may know it.
KEYS = {"SECRET_KEY": "upgrade " * 8, "AUDIT_KEY": "seals the logs of the upgrade dumps " * 2}


def dump_sqlite(path: Path) -> Iterator[str]:
    """Yield the statements that make this SQLite database again."""
    with sqlite3.connect(path) as database:
        for statement in database.iterdump():
            yield f"{statement}\n"


def dump_postgresql(url: str, schema: str) -> Iterator[str]:
    """Yield the schema, the rows as COPY blocks, and the state of the sequences."""
    yield schema
    with psycopg2.connect(url) as database, database.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
            " AND a.attnum > 0 AND NOT a.attisdropped GROUP BY c.relname ORDER BY c.relname"
        )
        for table, columns in cursor.fetchall():
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            copy = sql.SQL("COPY {} ({}) ").format(sql.Identifier(table), names)
            rows = io.StringIO()
            cursor.copy_expert(copy + sql.SQL("TO STDOUT"), rows)
            yield f"{copy.as_string(cursor)}FROM stdin;\n{rows.getvalue()}\\.\n"
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value > 0")
        for name, value in cursor.fetchall():
            yield f"SELECT setval('{name}', {value});\n"


def _postgresql_schema() -> str:
    """Return the DDL of every migration, in the order in which they run."""
    ddl = io.StringIO()
    executor = MigrationExecutor(connection)
    for step, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("sqlmigrate", step.app_label, step.name, stdout=ddl)
    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(MigrationRecorder.Migration)
    return "\n".join([ddl.getvalue(), *editor.collected_sql, ""])


def main() -> None:
    """Write the dump on the database that DATABASE_URL names, else on SQLite."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "demo.sqlite3")
        os.environ |= KEYS | {"VAR_DIR": scratch, "DEBUG": "1"}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{path}")
        django.setup()
        schema = _postgresql_schema() if connection.vendor == "postgresql" else ""
        call_command("migrate", verbosity=0)
        call_command("seed_demo")
        connection.close()
        lines = (
            dump_postgresql(os.environ["DATABASE_URL"], schema) if schema else dump_sqlite(path)
        )
        dump = Path(scratch, "dump.sql")
        dump.write_text("".join(lines))
        target = DUMPS / f"{settings.VERSION}.{connection.vendor}.tar.gz"
        with tarfile.open(target, "w:gz") as packed:
            packed.add(dump, dump.name)
            packed.add(settings.MEDIA_ROOT, "media")
        sys.stdout.write(f"{target.name}\n")


if __name__ == "__main__":
    main()
