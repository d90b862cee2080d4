"""Short invented articles in six languages, with a sound line and a faulty twin of each kind; tests and docs read them.

Places, people and companies are made up.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ARTICLES", "EXAMPLES", "PUBLISHED", "Example"]

PUBLISHED = "2026-03-11"
"""A Wednesday; the day of publication of each article."""

ARTICLES: dict[str, str] = {
    "en": "The harbour board of Tallinford will not sell the eastern quay. It paid $2.5 million for new cranes last"
    " year. “The quay belongs to the town,” said Mira Oldacre, the chair, on Tuesday. The first ships are expected"
    " in September.",
    "fr": "La mairie de Valombre ne fermera pas la piscine. Elle a payé 1,25 million d'euros pour une nouvelle toiture"
    " l'an dernier. « Ce bassin appartient aux enfants », a déclaré Odile Garancier, mardi. La réouverture est prévue"
    " en septembre.",
    "de": "Der Rat von Hollenbrück wird das Museum nicht schließen. Er zahlte im vergangenen Jahr 1,25 Millionen Euro"
    " für das Dach. „Das Haus gehört der ganzen Stadt“, sagte Karin Ellermoor am Dienstag. Die Eröffnung ist für"
    " September geplant.",
    "es": "El ayuntamiento de Valdemora no venderá el teatro. Pagó dos mil millones de pesos por el solar el año"
    " pasado. «El teatro pertenece a los vecinos», dijo Elvira Montanar el martes. La apertura está prevista para"
    " septiembre.",
    "ja": "北浜市は古い橋を売却しない方針だ。市は昨年、補修に3億5000万円を支払った。"
    "マリナ・オルダは火曜日、「橋は市民みんなのものだ」と述べた。工事には百二十人が加わる。",
    "ar": "قال مجلس بلدة تلمار إنه لن يبيع السوق القديم. دفع المجلس 2.5 مليون دولار العام الماضي لترميم السقف. "
    "وقالت الرئيسة يوم الثلاثاء: «السوق ملك لأهل البلدة جميعا». ويتوقع المجلس ما بين 10 و15 زائرا في الساعة.",
}


class Example(NamedTuple):
    """Two lines about the article of a language: nothing is wrong with one, the other has a finding."""

    language: str
    kind: str
    sound: str
    faulty: str
    code: str


EXAMPLES: list[Example] = [
    Example(
        "en",
        "number",
        "The board paid $2,500,000 for cranes.",
        "The board paid $25 million for cranes.",
        "numbers.absent",
    ),
    Example(
        "en",
        "quotation",
        "Oldacre said “the quay belongs to the town”.",
        "Oldacre said “the quay belongs to the bank”.",
        "quotations.altered",
    ),
    Example(
        "en",
        "negation",
        "The harbour board of Tallinford will not sell the quay.",
        "The harbour board of Tallinford will sell the eastern quay.",
        "wording.negation",
    ),
    Example(
        "fr",
        "number",
        "La mairie a payé 1 250 000 euros pour la toiture.",
        "La mairie a payé 12,5 millions d'euros pour la toiture.",
        "numbers.absent",
    ),
    Example(
        "fr", "name", "Odile Garancier a parlé mardi.", "Odile Marchepont a parlé mardi.", "names.absent"
    ),
    Example(
        "fr",
        "negation",
        "La mairie de Valombre ne fermera pas la piscine.",
        "La mairie de Valombre fermera la piscine.",
        "wording.negation",
    ),
    Example(
        "de", "date", "Der Rat zahlte 2025 für das Dach.", "Der Rat zahlte 2023 für das Dach.", "dates.absent"
    ),
    Example(
        "de",
        "quotation",
        "„Das Haus gehört der ganzen Stadt“, sagte sie.",
        "„Das Haus gehört der halben Stadt“, sagte sie.",
        "quotations.altered",
    ),
    Example(
        "de",
        "negation",
        "Der Rat von Hollenbrück wird das Museum nicht schließen.",
        "Der Rat von Hollenbrück wird das Museum schließen.",
        "wording.negation",
    ),
    Example(
        "es",
        "number",
        "El ayuntamiento pagó 2.000 millones de pesos por el solar.",
        "El ayuntamiento pagó 2.000 pesos por el solar.",
        "numbers.absent",
    ),
    Example(
        "es", "name", "Elvira Montanar habló el martes.", "Elvira Cardenal habló el martes.", "names.absent"
    ),
    Example("es", "date", "El teatro abrirá en septiembre.", "El teatro abrirá en octubre.", "dates.absent"),
    Example("ja", "number", "工事には120人が加わる。", "工事には210人が加わる。", "numbers.absent"),
    Example("ja", "date", "市は2025年に補修費を支払った。", "市は2023年に補修費を支払った。", "dates.absent"),
    Example(
        "ja", "name", "マリナ・オルダは火曜日に述べた。", "マリナ・ベルグは火曜日に述べた。", "names.absent"
    ),
    Example(
        "ar",
        "number",
        "يتوقع المجلس 15 زائرا في الساعة.",
        "يتوقع المجلس 50 زائرا في الساعة.",
        "numbers.absent",
    ),
    Example("ar", "date", "دفع المجلس المال عام 2025.", "دفع المجلس المال عام 2023.", "dates.absent"),
    Example(
        "ar",
        "quotation",
        "قالت الرئيسة: «السوق ملك لأهل البلدة جميعا».",
        "قالت الرئيسة: «السوق ملك لأهل المدينة جميعا».",
        "quotations.altered",
    ),
]
"""What each line of a pair is given as: somebody's plain text about the article."""
