"""Writes the sample archives in tests/data/archive: two stories of our own invention in every format.

Run as `python -m tests.archive_samples`; what it writes is in the repository, and the tests read that.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "archive"

FERRY = (
    "The harbour board of Lindqvist voted on Monday to close the old ferry terminal in March.",
    "Its chair, Marta Ek, said the roof would cost 4 million kronor to mend & that the money is not there.",
    "Two of the seven members voted against the plan and asked for a second survey.",
)
ORCHARD = (
    "Growers in the Varn valley lost about a third of their apples to hail last week, their union says.",
    "“We will see cider prices rise by spring,” said Jonas Vell, who farms 40 hectares near Osby.",
    "The county has promised loans without interest to farms that lost more than half of the harvest.",
)
STORIES: tuple[dict[str, Any], ...] = (
    {
        "id": "lp-1001",
        "headline": "Ferry terminal to close in March",
        "publisher": "The Lindqvist Post",
        "url": "https://post.example/ferry",
        "published": "2026-10-12",
        "language": "en",
        "paragraphs": FERRY,
    },
    {
        "id": "lp-1002",
        "headline": "Hail takes a third of Varn’s apples",
        "publisher": "The Lindqvist Post",
        "url": "https://post.example/apples",
        "published": "2026-10-13",
        "language": "en",
        "paragraphs": ORCHARD,
    },
)
FIELDS = ("id", "headline", "publisher", "url", "published", "language", "text")


def text_of(story: dict[str, Any]) -> str:
    return "\n\n".join(story["paragraphs"])


def html_of(story: dict[str, Any]) -> str:
    return "".join(f"<p>{escape(paragraph, quote=False)}</p>\n" for paragraph in story["paragraphs"])


def rows() -> list[dict[str, str]]:
    return [{field: story[field] for field in FIELDS[:-1]} | {"text": text_of(story)} for story in STORIES]


def jsonl() -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows()).encode()


def csv_table() -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, FIELDS)
    writer.writeheader()
    writer.writerows(rows())
    return out.getvalue().encode()


def parquet() -> bytes:
    import pyarrow
    import pyarrow.parquet

    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows()), out, row_group_size=1)
    return out.getvalue()


def sqlite(path: Path) -> None:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE stories (id TEXT, headline TEXT, publisher TEXT, url TEXT, published TEXT,"
        " language TEXT, text TEXT)"
    )
    connection.execute("CREATE TABLE authors (id INTEGER, name TEXT)")
    connection.executemany(
        "INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?)",
        [tuple(row[field] for field in FIELDS) for row in rows()],
    )
    connection.commit()
    connection.close()


def wxr() -> bytes:
    def item(
        number: int, story: dict[str, Any], body: str, *, sort: str = "post", status: str = "publish"
    ) -> str:
        return f"""
    <item>
      <title>{escape(story["headline"])}</title>
      <link>{story["url"]}</link>
      <pubDate>Mon, 12 Oct 2026 06:30:00 +0000</pubDate>
      <dc:creator><![CDATA[mek]]></dc:creator>
      <guid isPermaLink="false">{story["id"]}</guid>
      <content:encoded><![CDATA[{body}]]></content:encoded>
      <excerpt:encoded><![CDATA[An excerpt.]]></excerpt:encoded>
      <wp:post_id>{number}</wp:post_id>
      <wp:post_date><![CDATA[{story["published"]} 08:30:00]]></wp:post_date>
      <wp:status><![CDATA[{status}]]></wp:status>
      <wp:post_type><![CDATA[{sort}]]></wp:post_type>
    </item>"""

    blocks = html_of(STORIES[0]).replace("<p>", "<!-- wp:paragraph -->\n<p>")
    classic = '[caption id="a1" width="300"]<img src="x.jpg" /> Hail.[/caption]' + text_of(STORIES[1])
    items = (
        item(1, STORIES[0], blocks),
        item(2, STORIES[0], "", sort="attachment", status="inherit"),
        item(3, STORIES[0], "Not yet.", status="draft"),
        item(4, STORIES[1], classic),
    )
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
  <channel>
    <title>The Lindqvist Post</title>
    <link>https://post.example</link>
    <language>en-GB</language>
    <wp:wxr_version>1.2</wp:wxr_version>{"".join(items)}
  </channel>
</rss>
""".encode()


def page_of(story: dict[str, Any]) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{escape(story["headline"])}</title>'
        f'<meta property="og:site_name" content="{story["publisher"]}">'
        f'<meta property="article:published_time" content="{story["published"]}T08:00:00Z"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{escape(story['headline'])}</h1>{html_of(story)}"
        "</article></body></html>"
    )


def warc(*, gzip: bool) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    answers = [(story["url"], "200 OK", "text/html; charset=utf-8", page_of(story)) for story in STORIES]
    answers.insert(1, ("https://post.example/moved", "301 Moved", "text/html", "<p>Moved.</p>"))
    answers.insert(1, ("https://post.example/style.css", "200 OK", "text/css", "p {}"))
    for number, (address, status, sort, body) in enumerate(answers):
        headers = StatusAndHeaders(status, [("Content-Type", sort)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                address,
                "response",
                payload=io.BytesIO(body.encode()),
                http_headers=headers,
                warc_headers_dict={
                    "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-{number:012}>",
                    "WARC-Date": "2026-10-14T00:00:00Z",
                },
            )
        )
    return out.getvalue()


def wacz() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in (
            ("archive/data.warc.gz", warc(gzip=True)),
            ("datapackage.json", b'{"profile": "data-package", "wacz_version": "1.1.1"}'),
            ("pages/pages.jsonl", b'{"format": "json-pages-1.0", "id": "pages"}\n'),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2026, 10, 14, 0, 0, 0)), data)
    return out.getvalue()


def rss() -> bytes:
    items = "".join(
        f"""
    <item><title>{escape(story["headline"])}</title><link>{story["url"]}</link>
      <guid isPermaLink="false">{story["id"]}</guid>
      <pubDate>{day} Oct 2026 08:00:00 +0200</pubDate>
      <description>A line about it.</description>
      <content:encoded><![CDATA[{html_of(story)}]]></content:encoded></item>"""
        for story, day in zip(STORIES, ("Mon, 12", "Tue, 13"), strict=True)
    )
    teaser = """
    <item><title>Only a teaser</title><link>https://post.example/teaser</link>
      <description>The mayor of Osby has had enough of the noise and [...]</description></item>"""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
    <title>The Lindqvist Post</title><link>https://post.example</link><language>en</language>{items}{teaser}
</channel></rss>
""".encode()


def atom() -> bytes:
    entries = "".join(
        f"""
  <entry><id>{story["id"]}</id><title>{escape(story["headline"])}</title>
    <link rel="alternate" href="{story["url"]}"/><published>{story["published"]}T08:00:00Z</published>
    <updated>2026-10-14T00:00:00Z</updated>
    <content type="html" xml:lang="en">{escape(html_of(story))}</content></entry>"""
        for story in STORIES
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Lindqvist Post</title>
  <id>urn:post</id><updated>2026-10-14T00:00:00Z</updated>{entries}
</feed>
""".encode()


def ninjs_1() -> dict[str, Any]:
    story = STORIES[0]
    return {
        "$standard": {
            "name": "ninjs",
            "version": "1.3",
            "schema": "https://example.org/ninjs-schema_1.3.json",
        },
        "uri": story["id"],
        "type": "text",
        "language": "en-GB",
        "headline": story["headline"],
        "versioncreated": "2026-10-12T08:00:00Z",
        "pubstatus": "usable",
        "infosource": [{"name": story["publisher"]}],
        "genre": [{"name": "Analysis"}],
        "description_text": "The board has voted.",
        "body_xhtml": html_of(story),
    }


def ninjs_2() -> dict[str, Any]:
    story = STORIES[0]
    return {
        "standard": {"name": "ninjs", "version": "2.1"},
        "uri": story["id"],
        "type": "text",
        "language": "en-GB",
        "headlines": [
            {"role": "short", "value": "Terminal to close"},
            {"role": "main", "value": story["headline"]},
        ],
        "versioncreated": "2026-10-12T08:00:00Z",
        "infosources": [{"name": "A photographer"}, {"name": story["publisher"], "role": "publisher"}],
        "bodies": [
            {"role": "caption", "contenttype": "text/plain", "value": "The terminal."},
            {"role": "main", "contenttype": "text/html", "value": html_of(story)},
        ],
        "renditions": [{"name": "web", "contenttype": "text/html", "href": story["url"]}],
    }


def ninjs_3() -> dict[str, Any]:
    story = STORIES[1]
    return {
        "standard": {"name": "ninjs", "version": "3.1"},
        "uri": story["id"],
        "type": "text",
        "language": "en",
        "headlines": [{"value": story["headline"]}],
        "firstCreated": "2026-10-13T05:00:00Z",
        "versionCreated": "2026-10-13T08:00:00+02:00",
        "copyrightHolder": story["publisher"],
        "bodies": [
            {"contentType": "text/html", "value": html_of(story)},
            {"contentType": "text/plain", "value": text_of(story)},
        ],
    }


def superdesk() -> dict[str, Any]:
    story = STORIES[0]
    return {
        "guid": story["id"],
        "type": "text",
        "version": "2",
        "language": "en",
        "headline": story["headline"],
        "slugline": "ferry",
        "source": story["publisher"],
        "versioncreated": "2026-10-12T08:00:00+0000",
        "body_html": html_of(story),
        "pubstatus": "canceled",
    }


def ans() -> dict[str, Any]:
    story = STORIES[0]
    first, *others = (escape(paragraph, quote=False) for paragraph in story["paragraphs"])
    return {
        "type": "story",
        "version": "0.10.10",
        "_id": story["id"],
        "language": "en",
        "canonical_url": story["url"],
        "headlines": {"basic": story["headline"]},
        "subheadlines": {"basic": "The board has voted."},
        "publish_date": "2026-10-12T08:00:00Z",
        "distributor": {"name": story["publisher"], "category": "staff"},
        "content_elements": [
            {"type": "text", "_id": "A", "content": f"<b>{first}</b>"},
            {"type": "image", "_id": "B", "caption": "The terminal."},
            {"type": "interstitial_link", "_id": "C", "content": "Read on"},
            *({"type": "text", "_id": f"D{number}", "content": one} for number, one in enumerate(others)),
            {
                "type": "list",
                "items": [{"type": "text", "content": "Open"}, {"type": "text", "content": "Closed"}],
            },
        ],
    }


def nitf_body(story: dict[str, Any]) -> str:
    return f"""<body><body.head><hedline><hl1>{escape(story["headline"])}</hl1></hedline>
      <byline>By <person>Ada Holm</person></byline>
      <dateline><location>LINDQVIST</location></dateline></body.head>
    <body.content><block>{html_of(story)}</block>
      <media media-type="image"><media-caption>The terminal.</media-caption></media></body.content></body>"""


def nitf() -> bytes:
    story = STORIES[0]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-5.dtd">
<nitf xml:lang="en">
  <head><title>Ferry</title>
    <docdata management-status="usable"><doc-id id-string="{story["id"]}"/>
      <date.issue norm="20261012T080000Z"/></docdata>
    <pubdata name="{story["publisher"]}" ex-ref="{story["url"]}"/></head>
  {nitf_body(story)}
</nitf>
""".encode()


def newsml() -> bytes:
    def item(story: dict[str, Any], content: str, *, status: str = "usable") -> str:
        return f"""
    <newsItem guid="{story["id"]}" version="1" standard="NewsML-G2" standardversion="2.33" conformance="power">
      <itemMeta><itemClass qcode="ninat:text"/><provider literal="lp"><name>{story["publisher"]}</name></provider>
        <versionCreated>{story["published"]}T08:00:00Z</versionCreated><pubStatus qcode="stat:{status}"/></itemMeta>
      <contentMeta><headline>{escape(story["headline"])}</headline><language tag="en-GB"/></contentMeta>
      <contentSet>{content}</contentSet>
    </newsItem>"""

    inside = (
        '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">'
        f"{nitf_body(STORIES[0])}</nitf></inlineXML>"
    )
    xhtml = (
        '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>x</title></head><body>{html_of(STORIES[1])}</body></html></inlineXML>"
    )
    picture = '<remoteContent href="x.jpg" contenttype="image/jpeg"/>'
    plain = f'<inlineData contenttype="text/plain">{escape(text_of(STORIES[0]))}</inlineData>'
    items = (
        item(STORIES[0], inside),
        item(STORIES[0], picture),
        item(STORIES[1], xhtml),
        item(STORIES[0], plain, status="canceled"),
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">
  <header><sent>2026-10-14T00:00:00Z</sent></header>
  <itemSet>{"".join(items)}
  </itemSet>
</newsMessage>
""".encode()


def written(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def files() -> dict[str, bytes]:
    """Return every sample by its name, but for the database."""
    markdown = f"---\ntitle: {STORIES[1]['headline']}\ndate: 2026-10-13\n---\n\n{text_of(STORIES[1])}\n"
    return {
        "folder/2026/apples.md": markdown.encode(),
        "folder/2026/page.html": page_of(STORIES[0]).encode(),
        "folder/ferry.txt": text_of(STORIES[0]).encode(),
        "folder/notes.css": b"p {}\n",
        "stories.jsonl": jsonl(),
        "stories.csv": csv_table(),
        "stories.json": written(rows()),
        "stories.parquet": parquet(),
        "wordpress.xml": wxr(),
        "pages.warc": warc(gzip=False),
        "pages.warc.gz": warc(gzip=True),
        "pages.wacz": wacz(),
        "feed.rss": rss(),
        "feed.atom": atom(),
        "ninjs_1.json": written(ninjs_1()),
        "ninjs_2.json": written(ninjs_2()),
        "ninjs_3.json": written(ninjs_3()),
        "superdesk.json": written(superdesk()),
        "ans.json": written(ans()),
        "nitf.xml": nitf(),
        "newsml.xml": newsml(),
    }


def main() -> None:
    for name, data in files().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    sqlite(FOLDER / "stories.db")


if __name__ == "__main__":
    main()
