"""Count in how many documents each word stands, and print the table that `briefkit/text/common_words.py` holds.

    python benchmarks/common_words.py REPOSITORY > words.txt

REPOSITORY is a clone (its git directory is enough) of lintool/GrimmerSenatePressReleases: 72,000 press releases of US
Senate offices of 2004 to 2008, works of the United States government and as such in the public domain. Sixty of each
office are drawn with a fixed seed. Only words written small count, so that names stay out.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from briefkit.text import content_words

PER_OFFICE = 60
FEWEST_WORDS = 80
BANDS = (0.10, 0.05, 0.02, 0.01, 0.005)
SMALL = re.compile(r"(?<![\w'’])[a-z]+(?:['’][a-z]+)*")


def main() -> None:
    documents = words = 0
    holders: Counter[str] = Counter()
    for text in _texts(sys.argv[1]):
        if len(text.split()) >= FEWEST_WORDS:
            documents += 1
            words += len(text.split())
            holders.update(set(content_words(" ".join(SMALL.findall(text)), "en")))
    print(f"# {documents} documents of {words / documents:.0f} words")
    above = float("inf")
    for share in BANDS:
        words = sorted(word for word, count in holders.items() if share <= count / documents < above)
        print(f"\n{share}: {len(words)}")
        print(textwrap.fill(" ".join(words), width=100))
        above = share


def _texts(repository: str) -> Iterator[str]:
    git = ["git", "-C", repository]
    listed = subprocess.run([*git, "ls-tree", "-r", "--name-only", "HEAD"], capture_output=True, check=True)
    by_office: dict[str, list[str]] = defaultdict(list)
    for name in listed.stdout.decode().splitlines():
        if name.endswith(".txt"):
            by_office[name.split("/")[-2]].append(name)
    drawn = random.Random(3)
    names = [
        name
        for office in sorted(by_office)
        for name in drawn.sample(sorted(by_office[office]), min(PER_OFFICE, len(by_office[office])))
    ]
    reading = subprocess.Popen([*git, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert reading.stdin is not None and reading.stdout is not None
    for name in names:
        reading.stdin.write(f"HEAD:{name}\n".encode())
        reading.stdin.flush()
        size = int(reading.stdout.readline().split()[2])
        yield reading.stdout.read(size).decode("utf-8", "replace")
        reading.stdout.read(1)
    reading.stdin.close()
    reading.wait()


if __name__ == "__main__":
    main()
