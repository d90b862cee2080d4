"""A report of the checks for continuous integration: SARIF 2.1.0 and JUnit XML.

Format of SARIF: the OASIS standard of 2020; of JUnit: what test reports of build servers read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from briefkit.render.escape import escape_json, visible
from briefkit.render.reports import where
from briefkit.schema import Finding, LineReport, Report, Severity

__all__ = ["report_to_junit", "report_to_sarif"]

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def report_to_sarif(
    report: Report,
    *,
    subject: str = "summary",
    article: str = "article",
    meanings: Mapping[str, str] | None = None,
) -> str:
    """Return a report as SARIF.

    `subject` and `article` are the paths of the two files as the reader knows them; `meanings` say what each
    code means.
    """
    severities: dict[str, Severity] = {finding.code: finding.severity for finding in report.findings}
    used = sorted(severities)
    lines = {line.path: line for line in report.lines}
    run = {
        "tool": {
            "driver": {
                "name": "briefkit",
                "semanticVersion": f"{report.policy.version}.0.0",
                "rules": [_rule(code, severities[code], meanings or {}) for code in used],
                "properties": {"policySha256": report.policy.sha256},
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, used, lines.get(finding.path), subject=subject, article=article)
            for finding in report.findings
        ],
    }
    value = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return escape_json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def report_to_junit(report: Report, *, subject: str = "summary", strict: bool = False) -> str:
    """Return a report as JUnit XML, a test case a line; `strict`: warnings fail too."""
    grave = {"error", "warning"} if strict else {"error"}
    suite = ElementTree.Element("testsuite", name=f"briefkit check {visible(subject)}")
    cases = [(line.path, line.text, report.findings_on(line.path)) for line in report.lines]
    paths = {line.path for line in report.lines}
    cases.append(("", "the whole", [item for item in report.findings if item.path not in paths]))
    failed = 0
    for path, text, findings in cases:
        case = ElementTree.SubElement(suite, "testcase", classname=visible(subject), name=_name(path, text))
        bad = [finding for finding in findings if finding.severity in grave]
        if bad:
            failed += 1
            failure = ElementTree.SubElement(case, "failure", type=bad[0].code, message=_said(bad[0]))
            failure.text = "\n".join(map(_said, bad))
        rest = [finding for finding in findings if finding.severity not in grave]
        if rest:
            ElementTree.SubElement(case, "system-out").text = "\n".join(map(_said, rest))
    suite.attrib.update(tests=str(len(cases)), failures=str(failed), errors="0", skipped="0")
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode") + "\n"


def _rule(code: str, severity: Severity, meanings: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": meanings.get(code, code)},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _result(
    finding: Finding, used: list[str], line: LineReport | None, *, subject: str, article: str
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": used.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": visible(f"{finding.message} {finding.hint}".strip())},
        "locations": [_location(finding, line, subject)],
    }
    if finding.nearest is not None:
        region = {
            "charOffset": finding.nearest.start,
            "charLength": finding.nearest.end - finding.nearest.start,
            "snippet": {"text": visible(finding.nearest.quote)},
        }
        place = {"artifactLocation": {"uri": _uri(article)}, "region": region}
        result["relatedLocations"] = [{"id": 1, "physicalLocation": place}]
    return result


def _location(finding: Finding, line: LineReport | None, subject: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(subject)}}
    if line is not None and line.row is not None:
        place["region"] = {"startLine": line.row, "snippet": {"text": visible(line.text)}}
    location: dict[str, Any] = {"physicalLocation": place}
    if finding.path:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.path}]
    return location


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote("stdin" if path == "-" else path.replace("\\", "/"))


def _name(path: str, text: str) -> str:
    return visible(f"{where(path)}: {text}"[:120])


def _said(finding: Finding) -> str:
    return visible(" ".join(_parts(finding)))


def _parts(finding: Finding) -> Iterator[str]:
    yield f"{finding.severity} {finding.code}: {finding.message}"
    if finding.nearest is not None:
        yield f"Article: {finding.nearest.quote}"
    if finding.hint:
        yield finding.hint
