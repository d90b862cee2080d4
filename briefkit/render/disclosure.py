"""What has to be said with every brief: a machine wrote it, and whether a person has checked it. No layout.

Texts are briefkit's own, one line a language; a house's own line in the provenance outranks them until a review.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from briefkit.schema import Provenance, Result
from briefkit.schema.provenance import ALGORITHMIC_MEDIA, COMPOSITE_SYNTHETIC, TRAINED_ALGORITHMIC_MEDIA

__all__ = ["SOURCE_TYPES", "SourceType", "Standing", "disclosure", "lines_left", "source_type", "standing"]

Standing = Literal["unreviewed", "reviewed", "edited", "changed", "rejected"]
"""What a review means for the brief as it is now; `changed`: it was reviewed, and is another one since.

A brief of which only some lines were examined is unreviewed: the line above it is about all of it.
"""

_MADE: dict[str, str] = {
    "en": "Written by a machine from the article named here; ",
    "ar": "كُتب آليًا انطلاقًا من المقال المذكور هنا؛ ",
    "de": "Maschinell aus dem hier genannten Artikel erstellt; ",
    "es": "Redactado por una máquina a partir del artículo aquí citado; ",
    "fr": "Rédigé par une machine à partir de l’article cité ici ; ",
    "it": "Scritto da una macchina a partire dall’articolo qui indicato; ",
    "ja": "ここに示す記事をもとに機械が作成。",
    "nl": "Door een machine geschreven op basis van het hier genoemde artikel; ",
    "pt": "Escrito por uma máquina a partir do artigo aqui indicado; ",
}
_SINCE: dict[str, tuple[str, ...]] = {
    "en": (
        "not checked by an editor.",
        "checked by an editor.",
        "checked and edited by an editor.",
        "checked by an editor before it was changed.",
        "rejected by an editor.",
    ),
    "ar": (
        "لم يراجعه محرر.",
        "راجعه محرر.",
        "راجعه محرر وعدّله.",
        "راجعه محرر قبل أن يُغيَّر.",
        "رفضه محرر.",
    ),
    "de": (
        "nicht redaktionell geprüft.",
        "redaktionell geprüft.",
        "redaktionell geprüft und bearbeitet.",
        "redaktionell geprüft, danach geändert.",
        "von der Redaktion abgelehnt.",
    ),
    "es": (
        "no revisado por un editor.",
        "revisado por un editor.",
        "revisado y corregido por un editor.",
        "revisado por un editor antes de que se modificara.",
        "rechazado por un editor.",
    ),
    "fr": (
        "non vérifié par un éditeur.",
        "vérifié par un éditeur.",
        "vérifié et modifié par un éditeur.",
        "vérifié par un éditeur avant d’être modifié.",
        "refusé par un éditeur.",
    ),
    "it": (
        "non verificato da un redattore.",
        "verificato da un redattore.",
        "verificato e modificato da un redattore.",
        "verificato da un redattore prima di essere modificato.",
        "respinto da un redattore.",
    ),
    "ja": (
        "編集者による確認は受けていません。",
        "編集者が確認済み。",
        "編集者が確認し、修正しました。",
        "編集者の確認後に変更されています。",
        "編集者により却下されました。",
    ),
    "nl": (
        "niet door een redacteur gecontroleerd.",
        "door een redacteur gecontroleerd.",
        "door een redacteur gecontroleerd en bewerkt.",
        "door een redacteur gecontroleerd voordat het werd gewijzigd.",
        "door een redacteur afgewezen.",
    ),
    "pt": (
        "não verificado por um editor.",
        "verificado por um editor.",
        "verificado e alterado por um editor.",
        "verificado por um editor antes de ser alterado.",
        "rejeitado por um editor.",
    ),
}
"""By language, in the order of `Standing`."""
_OURS = frozenset(
    {
        Provenance.model_fields["disclosure"].default,
        *(made + since for language, made in _MADE.items() for since in _SINCE[language]),
    }
)


class SourceType(NamedTuple):
    """A concept of IPTC's vocabulary of digital source types, and its name at schema.org."""

    uri: str
    name: str
    schema_org: str


_SCHEME = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SOURCE_TYPES: dict[str, SourceType] = {
    kind.uri: kind
    for kind in (
        SourceType(
            TRAINED_ALGORITHMIC_MEDIA, "Created using Generative AI", "TrainedAlgorithmicMediaDigitalSource"
        ),
        SourceType(
            COMPOSITE_SYNTHETIC,
            "Composite including generative AI elements",
            "CompositeSyntheticDigitalSource",
        ),
        SourceType(
            f"{_SCHEME}compositeWithTrainedAlgorithmicMedia",
            "Edited using Generative AI",
            "CompositeWithTrainedAlgorithmicMediaDigitalSource",
        ),
        SourceType(
            ALGORITHMIC_MEDIA,
            "Media created purely by an algorithm",
            "AlgorithmicMediaDigitalSource",
        ),
    )
}
"""Those that a brief may have. A model's lines that a person has edited are a composite with synthetic elements;
`compositeWithTrainedAlgorithmicMedia` is for a person's work that was edited by a model, and would say too little."""


def standing(result: Result) -> Standing:
    """Return what the review of a result means for the brief as it is now."""
    review = result.provenance.human_review
    if review.status == "not_reviewed":
        return "unreviewed"
    if not result.is_as_reviewed:
        return "changed"
    return "unreviewed" if review.status != "rejected" and lines_left(result) else review.status


def lines_left(result: Result) -> int:
    """Return how many lines of a reviewed brief its reviewer did not examine."""
    examined, brief = result.provenance.human_review.examined, result.brief
    if examined is None or brief is None:
        return 0
    return sum(path not in examined for path, _ in brief.items())


def disclosure(result: Result) -> str:
    """Return the line to print with a brief, in its language; in English where there is none in it."""
    now, own = standing(result), result.provenance.disclosure
    if own not in _OURS and now == "unreviewed":
        return own
    language = result.brief.language if result.brief and result.brief.language in _MADE else "en"
    return _MADE[language] + _SINCE[language][get_args(Standing).index(now)]


def source_type(result: Result) -> SourceType:
    """Return the machine-readable label of how a brief came about."""
    uri = result.provenance.digital_source_type
    return SOURCE_TYPES.get(uri) or SourceType(uri, uri.rsplit("/", 1)[-1], "")
