"""The SQLite file that keeps articles, attempts, replies, briefs and findings. It sends nothing.

The file is readable by its owner only: it holds the words of articles and of models. Anybody may query it; its
tables are described in docs/store.md.
"""

from briefkit.store.archive import Archive, Experience, Outcome, Position, Work, storable
from briefkit.store.file import Store, open_readonly
from briefkit.store.latest import latest_briefs
from briefkit.store.migrations import MIGRATIONS
from briefkit.store.overview import JobSeen, Overview, RunSeen, SetupSeen, damage, overview
from briefkit.store.purge import Doomed, find_doomed, purge
from briefkit.store.recover import Recovered, recover
from briefkit.store.replies import Cache
from briefkit.store.writer import Writer

__all__ = [
    "MIGRATIONS",
    "Archive",
    "Cache",
    "Doomed",
    "Experience",
    "JobSeen",
    "Outcome",
    "Overview",
    "Position",
    "Recovered",
    "RunSeen",
    "SetupSeen",
    "Store",
    "Work",
    "Writer",
    "damage",
    "find_doomed",
    "latest_briefs",
    "open_readonly",
    "overview",
    "purge",
    "recover",
    "storable",
]
