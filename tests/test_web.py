"""Fetching one page: only from the public internet, only so much, only so long, and only where robots may."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from briefkit.cli.program import program
from briefkit.errors import InputError
from briefkit.loaders.web import Reach, fetch, is_public, read_page

TEXT = (
    "The council of Orsa voted five to two on Monday to close the quay for the winter. "
    "Harbour master Jorun Vik said the weir needs repairs that cost 40,000 crowns. "
) * 4
PAGE = (
    f"<!doctype html><html lang=en><head><title>Quay of Orsa to close</title></head>"
    f"<body><article><h1>Quay of Orsa to close</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
).encode()


class Site(ThreadingHTTPServer):
    """A site on this machine whose pages are functions; `asked` holds path and headers of every request."""

    daemon_threads = True

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        super().__init__(("127.0.0.1", 0), _Visit)

    def url(self, path: str = "/story", host: str = "news.example") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class _Visit(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.server.pages.get(self.path, answer(404))(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def answer(
    status: int = 200, body: bytes = b"", media: str = "text/html; charset=utf-8", **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return a page that answers the same to all."""

    def page(visit: BaseHTTPRequestHandler) -> None:
        visit.send_response(status)
        for name, value in {"content-type": media, "content-length": str(len(body)), **headers}.items():
            visit.send_header(name.replace("_", "-"), value)
        visit.end_headers()
        visit.wfile.write(body)

    return page


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.pages["/story"] = answer(body=PAGE)
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield site
        site.shutdown()
        thread.join()


def here(**changes: object) -> Reach:
    """Return a reach in which every name but those of private hosts is this machine, and counts as public."""
    settings: dict[str, object] = {
        "resolve": lambda host, port: ["127.0.0.1"],
        "allows": lambda address: True,
    }
    return Reach(**{**settings, **changes})  # type: ignore[arg-type]


def test_the_article_of_a_page_is_read_with_its_address(site: Site) -> None:
    loaded = read_page(site.url(), reach=here(), publisher="The Orsa Post")
    assert "voted five to two" in loaded.article.text
    assert (loaded.article.headline, loaded.article.publisher) == ("Quay of Orsa to close", "The Orsa Post")
    assert loaded.article.url == site.url()


def test_the_site_is_asked_by_its_name_without_cookies_and_without_what_the_environment_holds(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.pages["/story"] = answer(302, location="/next", set_cookie="id=1")
    site.pages["/next"] = answer(body=PAGE)
    fetch(site.url(), reach=here())
    headers = dict(site.asked)["/next"]
    assert headers["host"] == f"news.example:{site.server_port}"
    assert {"cookie", "authorization", "referer"}.isdisjoint(headers)


ADDRESSES = [
    ("93.184.215.14", True),
    ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
    ("127.0.0.1", False),
    ("127.9.9.9", False),
    ("0.0.0.0", False),
    ("10.1.2.3", False),
    ("172.16.0.1", False),
    ("192.168.1.1", False),
    ("169.254.169.254", False),
    ("100.64.0.1", False),
    ("100.100.100.200", False),
    ("192.0.0.192", False),
    ("198.18.0.1", False),
    ("224.0.0.1", False),
    ("240.0.0.1", False),
    ("255.255.255.255", False),
    ("::1", False),
    ("::", False),
    ("fe80::1%eth0", False),
    ("fc00::1", False),
    ("fd00:ec2::254", False),
    ("ff02::1", False),
    ("::ffff:127.0.0.1", False),
    ("::ffff:169.254.169.254", False),
    ("2002:7f00:1::", False),
    ("64:ff9b::a9fe:a9fe", False),
    ("64:ff9b::5db8:d70e", True),
]


@pytest.mark.parametrize(("address", "public"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_only_the_public_internet_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0/",
    ],
)
def test_this_machine_is_out_of_reach_however_it_is_called(url: str) -> None:
    with pytest.raises(InputError, match=r"not on the public internet|there is no host|cannot be fetched"):
        fetch(url)


def test_a_host_with_one_private_address_is_out_of_reach(site: Site) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        return ["93.184.215.14", "10.0.0.1"]

    with pytest.raises(InputError, match="not on the public internet"):
        fetch(site.url(), reach=Reach(resolve=resolve))
    assert site.asked == []


def test_a_redirect_to_a_private_host_is_not_followed(site: Site) -> None:
    site.pages["/story"] = answer(302, location=f"http://internal.example:{site.server_port}/secret")

    def resolve(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.1"] if host == "internal.example" else ["127.0.0.1"]

    with pytest.raises(InputError, match=r"'internal\.example' is not on the public internet"):
        fetch(site.url(), reach=Reach(resolve=resolve, allows=lambda address: address == "127.0.0.1"))
    assert site.paths() == ["/robots.txt", "/story"]


def test_a_host_that_turns_private_between_look_and_visit_is_visited_where_it_was_looked_at(
    site: Site,
) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.1"]])
    fetch(site.url(), reach=here(resolve=lambda host, port: next(answers)))
    assert next(answers, None) is None  # each visit is one look: there is no second one to lie to


def test_redirects_come_to_an_end(site: Site) -> None:
    site.pages["/story"] = answer(301, location="/story")
    with pytest.raises(InputError, match="redirects more than 3 times"):
        fetch(site.url(), reach=here())
    assert site.paths().count("/story") == 4


BAD = [
    ("ftp://news.example/story", "no http or https address"),
    ("file:///etc/passwd", "no http or https address"),
    ("javascript:alert(1)", "no http or https address"),
    ("http://", "no http or https address"),
    ("http://name:word@news.example/", "a name or a password"),
    ("http://[bad/", "no address that can be read"),
    ("http://news.example:99999/", "no address that can be read"),
]


@pytest.mark.parametrize(("url", "message"), BAD, ids=[row[0] for row in BAD])
def test_what_is_no_address_of_a_page_is_refused(url: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        fetch(url, reach=here())


def test_a_redirect_to_another_kind_of_address_is_refused(site: Site) -> None:
    site.pages["/story"] = answer(302, location="file:///etc/passwd")
    with pytest.raises(InputError, match="no http or https address"):
        fetch(site.url(), reach=here())


def test_what_a_site_keeps_from_robots_is_left_alone(site: Site) -> None:
    site.pages["/robots.txt"] = answer(body=b"User-agent: *\nDisallow: /story\n", media="text/plain")
    with pytest.raises(InputError, match="from robots"):
        fetch(site.url(), reach=here())
    assert site.paths() == ["/robots.txt"]


def test_a_site_that_cannot_say_what_robots_may_fetch_is_left_alone(site: Site) -> None:
    site.pages["/robots.txt"] = answer(503)
    with pytest.raises(InputError, match="does not say"):
        fetch(site.url(), reach=here())


def test_a_page_over_the_cap_is_refused(site: Site) -> None:
    site.pages["/story"] = answer(body=b"<p>" + b"x" * 2_000_000)
    with pytest.raises(InputError, match="more than 1,000,000 bytes"):
        fetch(site.url(), reach=here(most_bytes=1_000_000))


def test_a_packed_page_is_unpacked_and_a_bomb_is_refused(site: Site) -> None:
    site.pages["/story"] = answer(body=gzip.compress(PAGE), content_encoding="gzip")
    assert fetch(site.url(), reach=here()).data == PAGE
    site.pages["/story"] = answer(body=gzip.compress(b" " * 50_000_000), content_encoding="gzip")
    with pytest.raises(InputError, match="more than 5,000,000 bytes"):
        fetch(site.url(), reach=here())


def test_a_page_that_is_not_packed_as_it_says_is_refused(site: Site) -> None:
    site.pages["/story"] = answer(body=PAGE, content_encoding="gzip")
    with pytest.raises(InputError, match="cannot be fetched"):
        fetch(site.url(), reach=here())
    site.pages["/story"] = answer(body=PAGE, content_encoding="zstd")
    with pytest.raises(InputError, match="packed as 'zstd'"):
        fetch(site.url(), reach=here())


def test_a_page_that_drips_is_given_up(site: Site) -> None:
    def drip(visit: BaseHTTPRequestHandler) -> None:
        visit.send_response(200)
        visit.end_headers()
        with pytest.raises(OSError):
            while True:
                visit.wfile.write(b" ")
                visit.wfile.flush()
                time.sleep(0.05)

    site.pages["/story"] = drip
    began = time.monotonic()
    with pytest.raises(InputError, match=r"did not arrive within 0\.6 s"):
        fetch(site.url(), reach=here(seconds=0.6))
    assert time.monotonic() - began < 1.6


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (answer(404), "answered 404"),
        (answer(body=b"%PDF-1.7", media="application/pdf"), "is application/pdf, not a page"),
        (answer(body=b"   "), "no article could be found"),
    ],
    ids=["not there", "no page", "empty"],
)
def test_what_is_no_page_says_what_to_do(
    site: Site, page: Callable[[BaseHTTPRequestHandler], None], message: str
) -> None:
    site.pages["/story"] = page
    with pytest.raises(InputError, match=message):
        read_page(site.url(), reach=here())


def test_under_an_embargo_nothing_is_fetched(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFKIT_LOCAL_ONLY", "1")
    with pytest.raises(InputError, match="nothing may be sent"):
        fetch(site.url(), reach=here())
    assert site.asked == []


def test_the_command_refuses_an_address_of_this_machine_before_a_model_is_asked(site: Site) -> None:
    outcome = CliRunner().invoke(program, ["brief", site.url(host="127.0.0.1"), "--model", "local"])
    assert outcome.exit_code == 2
    assert "not on the public internet" in outcome.output
    assert site.asked == []
