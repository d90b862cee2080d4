"""How fast each reader is and how much memory it takes: `python -m benchmarks.readers [RECORDS]`.

Every format holds the same invented articles of about 3,000 characters; each is read by a process of its own, once
as it is and once of a tenth of the size, so that memory that grows with the input would show.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from tests import archive_samples as samples

_SENTENCE = (
    "The harbour board of Lindqvist voted on day {0} to mend roof number {0} at a cost of {0} kronor. "
)


def rows(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        paragraphs = ["".join(_SENTENCE.format(number + part) for _ in range(4)) for part in range(8)]
        yield {**samples.STORIES[0], "id": f"a-{number}", "paragraphs": paragraphs}


def flat(count: int) -> Iterator[dict[str, str]]:
    for story in rows(count):
        yield {field: story[field] for field in samples.FIELDS[:-1]} | {"text": samples.text_of(story)}


def write_jsonl(path: Path, count: int) -> None:
    import json

    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in flat(count))


def write_gzip(path: Path, count: int) -> None:
    import gzip
    import json

    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
        file.writelines(json.dumps(row) + "\n" for row in flat(count))


def write_zstd(path: Path, count: int) -> None:
    import json

    import zstandard

    with zstandard.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in flat(count))


def write_json(path: Path, count: int) -> None:
    import json

    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        file.writelines(("," if number else "") + json.dumps(row) for number, row in enumerate(flat(count)))
        file.write("]")


def write_csv(path: Path, count: int) -> None:
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, samples.FIELDS)
        writer.writeheader()
        writer.writerows(flat(count))


def write_parquet(path: Path, count: int) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.Table.from_pylist(list(flat(count)))
    pyarrow.parquet.write_table(table, path, row_group_size=5_000)


def write_sqlite(path: Path, count: int) -> None:
    import sqlite3

    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE stories ({', '.join(samples.FIELDS)})")
    marks = ", ".join("?" for _ in samples.FIELDS)
    connection.executemany(
        f"INSERT INTO stories VALUES ({marks})", ([row[one] for one in samples.FIELDS] for row in flat(count))
    )
    connection.commit()
    connection.close()


def write_folder(path: Path, count: int) -> None:
    for number, row in enumerate(flat(count)):
        folder = path / f"{number // 1000:04}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:07}.txt").write_text(row["text"], encoding="utf-8")


def write_wxr(path: Path, count: int) -> None:
    data = samples.wxr().decode()
    head, tail = data[: data.index("<item>")], data[data.rindex("</item>") + len("</item>") :]
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for story in rows(count):
            file.write(
                f"<item><title>{escape(story['headline'])}</title><guid>{story['id']}</guid><content:encoded>"
                f"<![CDATA[{samples.html_of(story)}]]></content:encoded><wp:status>publish</wp:status>"
                "<wp:post_type>post</wp:post_type></item>\n"
            )
        file.write(tail)


def write_newsml(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>')
        for story in rows(count):
            file.write(
                f'<newsItem guid="{story["id"]}"><contentMeta><headline>x</headline></contentMeta><contentSet>'
                '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">'
                f"{samples.nitf_body(story)}</nitf></inlineXML></contentSet></newsItem>\n"
            )
        file.write("</itemSet></newsMessage>")


def write_ninjs(path: Path, count: int) -> None:
    import json

    with path.open("w", encoding="utf-8") as file:
        for story in rows(count):
            item = samples.ninjs_3() | {"uri": story["id"], "bodies": [{"value": samples.html_of(story)}]}
            file.write(json.dumps(item) + "\n")


def write_ans(path: Path, count: int) -> None:
    import json

    with path.open("w", encoding="utf-8") as file:
        for story in rows(count):
            elements = [{"type": "text", "content": escape(one)} for one in story["paragraphs"]]
            file.write(json.dumps(samples.ans() | {"_id": story["id"], "content_elements": elements}) + "\n")


def write_feed(path: Path, count: int) -> None:
    data = samples.rss().decode()
    head, tail = data[: data.index("<item>")], data[data.rindex("</item>") + len("</item>") :]
    items = "".join(
        f"<item><title>x</title><guid>{story['id']}</guid><content:encoded><![CDATA["
        f"{samples.html_of(story)}]]></content:encoded></item>\n"
        for story in rows(count)
    )
    path.write_text(head + items + tail, encoding="utf-8")


def write_warc(path: Path, count: int) -> None:
    import io

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for story in rows(count):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            payload = io.BytesIO(samples.page_of(story).encode())
            writer.write_record(
                writer.create_warc_record(story["url"], "response", payload=payload, http_headers=headers)
            )


WRITERS: dict[str, tuple[str, Callable[[Path, int], None], float]] = {
    "JSONL": ("a.jsonl", write_jsonl, 1),
    "JSONL, gzip": ("a.jsonl.gz", write_gzip, 1),
    "JSONL, Zstandard": ("a.jsonl.zst", write_zstd, 1),
    "JSON array": ("a.json", write_json, 1),
    "CSV": ("a.csv", write_csv, 1),
    "Parquet": ("a.parquet", write_parquet, 1),
    "SQLite": ("a.db", write_sqlite, 1),
    "folder of .txt": ("folder", write_folder, 0.5),
    "ninjs": ("ninjs.jsonl", write_ninjs, 0.5),
    "ANS": ("ans.jsonl", write_ans, 0.5),
    "WordPress": ("wxr.xml", write_wxr, 0.5),
    "NewsML-G2 with NITF": ("newsml.xml", write_newsml, 0.5),
    "RSS": ("a.rss", write_feed, 0.1),
    "WARC": ("a.warc.gz", write_warc, 0.03),
}
"""By format: name of the file, what writes it, and its share of the records; the slow ones get fewer."""


def read(source: str) -> None:
    from briefkit.loaders.archive import open_archive

    before, cpu = time.perf_counter(), time.process_time()
    archive = open_archive(source)
    opened, count = time.perf_counter() - before, 0
    for record in archive.records():
        assert record.article is not None, record
        count += 1
    seconds = time.process_time() - cpu
    print(f"{count / seconds:.0f} {peak_mb():.0f} {opened * 1000:.0f}")


def peak_mb() -> float:
    """Return this process's own peak; what Linux reports of children's usage includes their parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        return int(found[1]) / 1024 if found else 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(path: Path) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "benchmarks.readers", "--read", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rate, peak_mb, opened = map(float, done.stdout.split())
    return rate, peak_mb, opened


def main() -> None:
    if sys.argv[1:2] == ["--read"]:
        read(sys.argv[2])
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print(
        "| format | records | records/s of CPU | peak MB | of a tenth, MB | opened in ms |\n|---|---|---|---|---|---|"
    )
    for name, (file, write, share) in WRITERS.items():
        with tempfile.TemporaryDirectory() as folder:
            size = round(count * share)
            for part in (10, 1):
                (Path(folder) / str(part)).mkdir()
                write(Path(folder) / str(part) / file, size // part)
            _, small, _ = measured(Path(folder) / "10" / file)
            rate, peak, opened = measured(Path(folder) / "1" / file)
        print(f"| {name} | {size:,} | {rate:,.0f} | {peak:.0f} | {small:.0f} | {opened:.0f} |", flush=True)


if __name__ == "__main__":
    main()
