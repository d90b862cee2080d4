"""How the tables of a store came about: named steps, each applied once and in order. Only ever appended to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from briefkit.errors import StoreError

__all__ = ["MIGRATIONS", "migrate"]


def replies(connection: sqlite3.Connection) -> None:
    """Keep replies, so that an equal request is never paid for twice."""
    connection.execute(
        """
        CREATE TABLE IF NOT EXISTS replies (
            key TEXT PRIMARY KEY,          -- Request.key: hash of everything that changes the answer
            model TEXT NOT NULL,
            purpose TEXT NOT NULL,
            reply TEXT NOT NULL,           -- Reply as JSON
            sha256 TEXT NOT NULL,          -- of the column reply
            stored_at TEXT NOT NULL DEFAULT (datetime('now'))
        ) STRICT, WITHOUT ROWID
        """
    )


def archive(connection: sqlite3.Connection) -> None:
    """Keep articles, where they came from, the work on them, and what came of it."""
    for statement in _ARCHIVE:
        connection.execute(statement)


def full_text(connection: sqlite3.Connection) -> None:
    """Find briefs by their words."""
    connection.execute(
        "CREATE VIRTUAL TABLE briefs_text USING fts5(headline, dek, prose, article_headline,"
        " tokenize = 'unicode61 remove_diacritics 2')"
    )


def costs_of_attempts(connection: sqlite3.Connection) -> None:
    """Keep what every single request cost, so that the sum is right whatever was killed in between."""
    for column in ("input_tokens INTEGER", "output_tokens INTEGER", "usd REAL"):
        connection.execute(f"ALTER TABLE attempts ADD COLUMN {column}")
    connection.execute("CREATE INDEX attempts_by_work ON attempts (work_id)")


MIGRATIONS: tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...] = (
    ("replies", replies),
    ("archive", archive),
    ("full_text", full_text),
    ("costs_of_attempts", costs_of_attempts),
)

_ARCHIVE = (
    """
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,       -- of the text
        headline TEXT,
        publisher TEXT,
        url TEXT,
        published TEXT,                    -- ISO 8601 day
        language TEXT,
        kind TEXT,
        text TEXT NOT NULL,
        added_at TEXT NOT NULL DEFAULT (datetime('now'))
    ) STRICT
    """,
    """
    CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL,              -- file, feed or archive as it was given
        place TEXT NOT NULL,               -- where in it: a line, a row, a member
        external_id TEXT,
        article_id INTEGER REFERENCES articles (id),  -- NULL: the record could not be read
        failure_code TEXT,
        failure TEXT,
        UNIQUE (source, place)
    ) STRICT
    """,
    """
    CREATE TABLE inputs (
        source TEXT PRIMARY KEY,           -- file, feed or archive as it was given
        fingerprint TEXT NOT NULL,         -- size and time of change: another input under the same name starts anew
        setup_id INTEGER NOT NULL,
        position TEXT NOT NULL,            -- up to here every record is settled; the reader's own words
        records INTEGER NOT NULL           -- how many records that are
    ) STRICT
    """,
    """
    CREATE TABLE setups (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,       -- of all that changes an answer beside the article
        model TEXT NOT NULL,
        host TEXT NOT NULL,
        detail TEXT NOT NULL               -- plan, prompts, schema, parameters, desk as JSON
    ) STRICT
    """,
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        setup_id INTEGER NOT NULL REFERENCES setups (id),
        started_at TEXT NOT NULL,
        ended_at TEXT,                     -- NULL: it runs, or it was killed
        outcome TEXT,                      -- finished, stopped, budget, interrupted, or an error's code
        argv TEXT NOT NULL                 -- the command as JSON, without secrets
    ) STRICT
    """,
    """
    CREATE TABLE work (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles (id),
        setup_id INTEGER NOT NULL REFERENCES setups (id),
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ok', 'review', 'failed')),
        checks TEXT,                       -- version and hash of the rules that judged it
        failure_code TEXT,
        failure TEXT,
        requests INTEGER NOT NULL DEFAULT 0,
        cached INTEGER NOT NULL DEFAULT 0,
        input_tokens INTEGER NOT NULL DEFAULT 0,
        output_tokens INTEGER NOT NULL DEFAULT 0,
        usd REAL,                          -- NULL: no price is known
        seconds REAL,
        updated_at TEXT,
        UNIQUE (article_id, setup_id)
    ) STRICT
    """,
    "CREATE INDEX work_by_state ON work (setup_id, state)",
    """
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        work_id INTEGER REFERENCES work (id),
        run_id INTEGER REFERENCES runs (id),
        request_key TEXT NOT NULL,
        purpose TEXT NOT NULL,
        started_at TEXT NOT NULL,          -- committed before the request is sent
        ended_at TEXT,                     -- NULL: nobody knows whether it was billed
        outcome TEXT                       -- stop, length, refused, or a failure's code
    ) STRICT
    """,
    "CREATE INDEX attempts_open ON attempts (work_id) WHERE ended_at IS NULL",
    """
    CREATE TABLE briefs (
        work_id INTEGER PRIMARY KEY REFERENCES work (id),
        article_id INTEGER NOT NULL REFERENCES articles (id),
        headline TEXT NOT NULL,
        dek TEXT,
        language TEXT NOT NULL,
        desk TEXT NOT NULL,
        created_at TEXT,
        brief TEXT NOT NULL,               -- Brief as JSON
        sha256 TEXT NOT NULL               -- of the column brief
    ) STRICT
    """,
    """
    CREATE TABLE findings (
        id INTEGER PRIMARY KEY,
        work_id INTEGER NOT NULL REFERENCES work (id),
        code TEXT NOT NULL,
        severity TEXT NOT NULL,
        path TEXT NOT NULL,
        message TEXT NOT NULL,
        hint TEXT NOT NULL,
        offending TEXT,
        nearest_start INTEGER,
        nearest_end INTEGER
    ) STRICT
    """,
    "CREATE INDEX findings_by_work ON findings (work_id)",
    "CREATE INDEX findings_by_code ON findings (code)",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing, each step in a transaction of its own.

    Raises:
        StoreError: when the store was made by a newer briefkit.

    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT"
    )
    applied = {name for (name,) in connection.execute("SELECT name FROM migrations")}
    unknown = applied - {name for name, _ in MIGRATIONS}
    if unknown:
        raise StoreError(
            f"the store was made by a newer briefkit: it has {', '.join(sorted(unknown))}.",
            hint="Update briefkit, or give another store.",
        )
    for name, step in MIGRATIONS:
        if name in applied:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            step(connection)
            connection.execute("INSERT INTO migrations VALUES (?, datetime('now'))", (name,))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
