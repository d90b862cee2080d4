"""The top level of the IPTC Media Topics: what a brief may be filed under.

Labels (en-US) and codes are IPTC's, iptc.org/standards/media-topics, CC BY 4.0, release of October 2023.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["TOPICS", "Topic"]

Topic = Literal[
    "arts, culture, entertainment and media",
    "conflict, war and peace",
    "crime, law and justice",
    "disaster, accident and emergency incident",
    "economy, business and finance",
    "education",
    "environment",
    "health",
    "human interest",
    "labor",
    "lifestyle and leisure",
    "politics",
    "religion",
    "science and technology",
    "society",
    "sport",
    "weather",
]

TOPICS: dict[Topic, str] = {
    "arts, culture, entertainment and media": "medtop:01000000",
    "conflict, war and peace": "medtop:16000000",
    "crime, law and justice": "medtop:02000000",
    "disaster, accident and emergency incident": "medtop:03000000",
    "economy, business and finance": "medtop:04000000",
    "education": "medtop:05000000",
    "environment": "medtop:06000000",
    "health": "medtop:07000000",
    "human interest": "medtop:08000000",
    "labor": "medtop:09000000",
    "lifestyle and leisure": "medtop:10000000",
    "politics": "medtop:11000000",
    "religion": "medtop:12000000",
    "science and technology": "medtop:13000000",
    "society": "medtop:14000000",
    "sport": "medtop:15000000",
    "weather": "medtop:17000000",
}
"""Label to code, in alphabetical order."""
