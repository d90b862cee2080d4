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
        CREATE TABLE IF NOT EXISTS replies (  -- one row for every whole answer, so that it is never paid for again
            key TEXT PRIMARY KEY,          -- hash of everything that changes the answer
            model TEXT NOT NULL,           -- as asked for
            purpose TEXT NOT NULL,         -- what it was for, in words
            reply TEXT NOT NULL,           -- the answer with its usage, as JSON
            sha256 TEXT NOT NULL,          -- of the column reply
            stored_at TEXT NOT NULL DEFAULT (datetime('now'))  -- UTC
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
    for column in (
        "input_tokens /* sent, by the server's count */ INTEGER",
        "output_tokens /* received, reasoning included */ INTEGER",
        "usd /* US dollars; NULL: no price is known, or it has no end */ REAL",
    ):
        connection.execute(f"ALTER TABLE attempts ADD COLUMN {column}")
    connection.execute("CREATE INDEX attempts_by_work ON attempts (work_id)")


def purging(connection: sqlite3.Connection) -> None:
    """Know whose article an answer is about, and which articles are not to be taken up again."""
    connection.execute(
        "ALTER TABLE replies ADD COLUMN article_sha256 /* of the article's text; NULL: not known */ TEXT"
    )
    connection.execute("CREATE INDEX replies_by_article ON replies (article_sha256)")
    connection.execute(
        """
        CREATE TABLE purged (                  -- one row for every article that was removed for good
            sha256 TEXT PRIMARY KEY,           -- of its text, which is all that is left of it
            purged_at TEXT NOT NULL DEFAULT (datetime('now'))  -- UTC
        ) STRICT, WITHOUT ROWID
        """
    )


def inputs_that_grow(connection: sqlite3.Connection) -> None:
    """Know a file that has only grown, so that it is read on at its old end."""
    column = "held /* hash of what the input held before the position; NULL: it has none */ TEXT"
    connection.execute(f"ALTER TABLE inputs ADD COLUMN {column}")


def provider_jobs(connection: sqlite3.Connection) -> None:
    """Keep the jobs that a provider was given, so that they can be left and picked up from anywhere."""
    connection.execute(
        """
        CREATE TABLE provider_jobs (           -- one row for every job of a provider's Batch API, noted before it is
            id INTEGER PRIMARY KEY,            -- number of the job in this store
            setup_id INTEGER NOT NULL REFERENCES setups (id),  -- the setup whose requests it holds
            name TEXT NOT NULL UNIQUE,         -- ours, in the job's metadata there: by it a lost job is found again
            host TEXT NOT NULL,                -- the provider
            sha256 TEXT NOT NULL,              -- of the file of requests
            bytes INTEGER NOT NULL,            -- of that file
            requests INTEGER NOT NULL,         -- lines of that file
            output_mode TEXT,                  -- how the form of the answers is enforced
            price_share REAL,                  -- part of the list price that its answers cost; NULL: not known
            status TEXT NOT NULL,              -- intended (perhaps never made), then the provider's own word
            problem TEXT,                      -- what the provider says is wrong with it
            provider_id TEXT UNIQUE,           -- the provider's; NULL: not known to be made
            input_file_id TEXT,                -- the provider's file of requests
            output_file_id TEXT,               -- of answers
            error_file_id TEXT,                -- of requests without one
            completed INTEGER NOT NULL DEFAULT 0,  -- requests answered, by the provider's count
            failed INTEGER NOT NULL DEFAULT 0,     -- requests failed, by the provider's count
            intended_at TEXT NOT NULL,         -- UTC; committed before anything is uploaded
            seen_at TEXT,                      -- when the provider was last asked for it
            collected_at TEXT                  -- when all that it answered was in this store; NULL: still open
        ) STRICT
        """
    )
    connection.execute(
        "CREATE INDEX provider_jobs_open ON provider_jobs (setup_id) WHERE collected_at IS NULL"
    )
    for column in (
        "job_id /* the provider's job that it was a line of; NULL: it was sent by itself */ INTEGER",
        "reply /* the answer of a job as JSON where it is not whole, until the work is settled */ TEXT",
    ):
        connection.execute(f"ALTER TABLE attempts ADD COLUMN {column}")
    connection.execute(
        "CREATE INDEX attempts_by_job ON attempts (job_id, request_key) WHERE job_id IS NOT NULL"
    )


def reviews(connection: sqlite3.Connection) -> None:
    """Keep who reviewed a brief, whatever becomes of the brief."""
    connection.execute(
        """
        CREATE TABLE reviews (  -- one row for every time that a person reviewed a brief; none is ever changed
            id INTEGER PRIMARY KEY,        -- number of the review in this store
            work_id INTEGER NOT NULL,      -- the work whose brief it was; the brief may be another one since
            article_sha256 TEXT NOT NULL,  -- of the article's text
            brief_sha256 TEXT NOT NULL,    -- of the brief as the reviewer left it, without its provenance
            status TEXT NOT NULL,          -- reviewed, edited or rejected
            reviewer TEXT NOT NULL,        -- who
            role TEXT NOT NULL,            -- in what capacity
            note TEXT,                     -- what the reviewer has to say about it
            examined TEXT NOT NULL,        -- paths of the lines that were examined, as JSON
            changes TEXT NOT NULL,         -- path, before and after of what was changed, as JSON
            errors INTEGER NOT NULL,       -- errors that the checks found in the brief as it was left
            reviewed_at TEXT NOT NULL      -- when, with its zone
        ) STRICT
        """
    )
    connection.execute("CREATE INDEX reviews_by_work ON reviews (work_id)")
    for statement in _REVIEWS_STAY:
        connection.execute(statement)


_REVIEWS_STAY = (
    "CREATE TRIGGER reviews_stay BEFORE UPDATE ON reviews"
    " BEGIN SELECT RAISE(ABORT, 'a review is never changed'); END",
    # With its article a review goes too: it holds words of it.
    "CREATE TRIGGER reviews_last BEFORE DELETE ON reviews"
    " WHEN EXISTS (SELECT 1 FROM articles WHERE sha256 = OLD.article_sha256)"
    " BEGIN SELECT RAISE(ABORT, 'a review is never changed'); END",
)


def judgements(connection: sqlite3.Connection) -> None:
    """Keep what judges made of two briefs of an article, so that no pair is paid for twice."""
    connection.execute(
        """
        CREATE TABLE judgements (  -- one row for every time that a judge, a model or a person, compared two briefs
            id INTEGER PRIMARY KEY,        -- number of the judgement in this store
            judge TEXT NOT NULL,           -- the model as asked for, or person:NAME
            rubric TEXT NOT NULL,          -- hash of what the judge went by: rubric and prompt
            article_sha256 TEXT NOT NULL,  -- of the article's text
            first_sha256 TEXT NOT NULL,    -- of the brief that was shown as A, as it was shown
            second_sha256 TEXT NOT NULL,   -- of the brief that was shown as B
            reading INTEGER NOT NULL,      -- how often the judge has seen them in this order, this time included
            preferences TEXT NOT NULL,     -- better (A, B, tie), reason and evidence by criterion, as JSON
            failure_code TEXT,             -- why there is no usable answer, as a stable code
            failure TEXT,                  -- why, in a sentence
            input_tokens INTEGER NOT NULL,  -- sent; nothing for an answer that was in this store
            output_tokens INTEGER NOT NULL,  -- received, reasoning included
            usd REAL,                      -- US dollars; NULL: no price is known, or a person judged
            judged_at TEXT,                -- when, with its zone
            UNIQUE (judge, rubric, first_sha256, second_sha256, reading)
        ) STRICT
        """
    )
    connection.execute("CREATE INDEX judgements_by_article ON judgements (article_sha256)")


MIGRATIONS: tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...] = (
    ("replies", replies),
    ("archive", archive),
    ("full_text", full_text),
    ("costs_of_attempts", costs_of_attempts),
    ("purging", purging),
    ("inputs_that_grow", inputs_that_grow),
    ("provider_jobs", provider_jobs),
    ("reviews", reviews),
    ("judgements", judgements),
)

_ARCHIVE = (
    """
    CREATE TABLE articles (                -- one row for every distinct text
        id INTEGER PRIMARY KEY,            -- number of the article in this store
        sha256 TEXT NOT NULL UNIQUE,       -- of the text
        headline TEXT,                     -- where the input has it apart from the text
        publisher TEXT,                    -- as it is named in briefs
        url TEXT,                          -- where it was published
        published TEXT,                    -- ISO 8601 day
        language TEXT,                     -- such as en; NULL: nobody said
        kind TEXT,                         -- news, press release, opinion, …; NULL: nobody said
        text TEXT NOT NULL,                -- as given; every offset refers to it, in code points
        added_at TEXT NOT NULL DEFAULT (datetime('now'))  -- UTC, as all times here
    ) STRICT
    """,
    """
    CREATE TABLE sources (                 -- one row for every record of every input, bad ones too
        id INTEGER PRIMARY KEY,            -- number of the record in this store
        source TEXT NOT NULL,              -- file, feed or archive as it was given
        place TEXT NOT NULL,               -- where in it: a line, a row, a member
        external_id TEXT,                  -- how the input itself calls it
        article_id INTEGER REFERENCES articles (id),  -- NULL: the record could not be read
        failure_code TEXT,                 -- why not, as a stable code
        failure TEXT,                      -- why not, in a sentence
        UNIQUE (source, place)
    ) STRICT
    """,
    """
    CREATE TABLE inputs (                  -- how far each input is settled, so that a later run reads on from there
        source TEXT PRIMARY KEY,           -- file, feed or archive as it was given
        fingerprint TEXT NOT NULL,         -- size and time of change: another input under the same name starts anew
        setup_id INTEGER NOT NULL,         -- the setup whose run that was
        position TEXT NOT NULL,            -- up to here every record is settled; the reader's own words
        records INTEGER NOT NULL           -- how many records that are
    ) STRICT
    """,
    """
    CREATE TABLE setups (                  -- one row for everything beside the article that changes an answer
        id INTEGER PRIMARY KEY,            -- number of the setup in this store
        sha256 TEXT NOT NULL UNIQUE,       -- of all of it
        model TEXT NOT NULL,               -- as asked for
        host TEXT NOT NULL,                -- where it runs: local, or the endpoint's host
        detail TEXT NOT NULL               -- plan, hashes of the prompts, desk, … as JSON
    ) STRICT
    """,
    """
    CREATE TABLE runs (                    -- one row for every time that a batch was started
        id INTEGER PRIMARY KEY,            -- number of the run in this store
        setup_id INTEGER NOT NULL REFERENCES setups (id),  -- the setup that it ran
        started_at TEXT NOT NULL,          -- UTC
        ended_at TEXT,                     -- NULL: it runs, or it was killed
        outcome TEXT,                      -- finished, interrupted, budget, or an error's code
        argv TEXT NOT NULL                 -- the command as JSON, without secrets
    ) STRICT
    """,
    """
    CREATE TABLE work (                    -- one row for every article and setup: how far it is, and what it cost
        id INTEGER PRIMARY KEY,            -- number of the piece of work in this store
        article_id INTEGER NOT NULL REFERENCES articles (id),  -- the article to be briefed
        setup_id INTEGER NOT NULL REFERENCES setups (id),  -- by what it is briefed
        state TEXT NOT NULL DEFAULT 'waiting'  -- waiting (to be done), ok, review or failed
            CHECK (state IN ('waiting', 'ok', 'review', 'failed')),
        checks TEXT,                       -- version and hash of the rules that judged it
        failure_code TEXT,                 -- why there is no brief, or no answer yet
        failure TEXT,                      -- why, in a sentence
        requests INTEGER NOT NULL DEFAULT 0,  -- attempts made for it, in all runs
        cached INTEGER NOT NULL DEFAULT 0,    -- answers that its last run took from this store
        input_tokens INTEGER NOT NULL DEFAULT 0,  -- sent, in all runs
        output_tokens INTEGER NOT NULL DEFAULT 0,  -- received, in all runs
        usd REAL,                          -- US dollars in all runs; NULL: no price is known
        seconds REAL,                      -- that its last run took
        updated_at TEXT,                   -- UTC
        UNIQUE (article_id, setup_id)
    ) STRICT
    """,
    "CREATE INDEX work_by_state ON work (setup_id, state)",
    """
    CREATE TABLE attempts (                -- one row for every request that was sent, noted before it was
        id INTEGER PRIMARY KEY,            -- number of the attempt in this store
        work_id INTEGER REFERENCES work (id),  -- the work it was made for
        run_id INTEGER REFERENCES runs (id),   -- the run that made it
        request_key TEXT NOT NULL,         -- hash of the request; replies.key, where the answer was kept
        purpose TEXT NOT NULL,             -- what it was for, in words
        started_at TEXT NOT NULL,          -- UTC; committed before the request is sent
        ended_at TEXT,                     -- NULL: nobody knows whether it was billed
        outcome TEXT                       -- stop, length, refused, not_sent, or a failure's code
    ) STRICT
    """,
    "CREATE INDEX attempts_open ON attempts (work_id) WHERE ended_at IS NULL",
    """
    CREATE TABLE briefs (                  -- one row for every brief
        work_id INTEGER PRIMARY KEY REFERENCES work (id),  -- the work it came of
        article_id INTEGER NOT NULL REFERENCES articles (id),  -- the article it is of
        headline TEXT NOT NULL,            -- of the brief
        dek TEXT,                          -- of the brief; NULL: it abstains
        language TEXT NOT NULL,            -- of the brief's prose
        desk TEXT NOT NULL,                -- beat it was written for
        created_at TEXT,                   -- when it was made, with its zone
        brief TEXT NOT NULL,               -- the whole of it as JSON; its schema: briefkit schema brief
        sha256 TEXT NOT NULL               -- of the column brief
    ) STRICT
    """,
    """
    CREATE TABLE findings (                -- one row for everything that a check noticed
        id INTEGER PRIMARY KEY,            -- number of the finding in this store
        work_id INTEGER NOT NULL REFERENCES work (id),  -- the work it belongs to
        code TEXT NOT NULL,                -- stable name; docs/checks.md says what it means
        severity TEXT NOT NULL,            -- error, warning or note
        path TEXT NOT NULL,                -- the line it concerns, such as key_points[0]
        message TEXT NOT NULL,             -- what is wrong
        hint TEXT NOT NULL,                -- what to do about it
        offending TEXT,                    -- the words it is about
        nearest_start INTEGER,             -- where in the article the nearest text begins
        nearest_end INTEGER                -- and ends
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
        """
        CREATE TABLE IF NOT EXISTS migrations (  -- one row for every step by which these tables came about
            name TEXT PRIMARY KEY,         -- of the step
            applied_at TEXT NOT NULL       -- UTC
        ) STRICT
        """
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
