"""Names in scripts without capitals, as far as something else marks them: katakana, and a title after the name.

Most names there have no mark; what this finds is a part, and who uses it has to say so.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["find_marked_names"]

_HAN = "\u4e00-\u9fff\u3005"
_TITLED = (
    r"大統領|首相|総理|大臣|長官|知事|市長|社長|会長|教授|議員|選手|監督|被告|容疑者|さん|氏"
    r"|总统|總統|总理|總理|主席|部长|部長|先生|女士"
)
_MARKED = re.compile(
    r"(?P<katakana>[\u30a1-\u30fa\u30fc]{3,}(?:[・＝][\u30a1-\u30fa\u30fc]+)*)"
    rf"|(?<![{_HAN}])(?P<han>[{_HAN}]{{2,4}})(?={_TITLED})"
    r"|(?<![\uac00-\ud7a3])(?P<hangul>[\uac00-\ud7a3]{2,4})(?=\s?(?:대통령|총리|장관|의원|시장|교수|대표|감독|씨)(?![\uac00-\ud7a3]{2}))"
)
_IS_TITLE = re.compile(rf"(?:{_TITLED})\Z")


def find_marked_names(text: str) -> list[str]:
    """Return runs of katakana and words before a title, in order; loan words in katakana are among them."""
    found = [match.group() for match in _MARKED.finditer(unicodedata.normalize("NFKC", text))]
    return [name for name in found if not _IS_TITLE.match(name)]
