"""What may stand beside a figure: scale words, currencies, percent signs, measures; and how to read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Generic, TypeVar

__all__ = [
    "ASCII_DIGITS",
    "CURRENCY_FAMILIES",
    "DIMENSIONS",
    "Lexicon",
    "currencies",
    "currency_signs",
    "measures",
    "scales",
    "shares",
]

Meaning = TypeVar("Meaning")

_THOUSAND, _MILLION, _MILLIARD, _BILLION = (Decimal(10) ** power for power in (3, 6, 9, 12))


def _spread(table: Mapping[str, str]) -> dict[str, str]:
    """Turn `{meaning: "word|word"}` into `{word: meaning}`."""
    return {word: meaning for meaning, words in table.items() for word in words.split("|")}


ASCII_DIGITS = {
    **{ord("٠") + digit: str(digit) for digit in range(10)},
    **{ord("۰") + digit: str(digit) for digit in range(10)},
    **{ord("０") + digit: str(digit) for digit in range(10)},
    ord("٫"): ".", ord("٬"): ",", ord("，"): ",", ord("．"): ".",
}  # fmt: skip
"""Other scripts' digits and marks, one for one, for `str.translate`."""


class Lexicon(Generic[Meaning]):
    """Read the longest known word or sign at a place of a text, whatever its case."""

    def __init__(self, table: Mapping[str, Meaning], *, lead: str = "") -> None:
        self._table = {word.casefold(): meaning for word, meaning in table.items()}
        ordered = sorted(self._table, key=len, reverse=True)
        either = [re.escape(word) + (r"(?![^\W\d_])" if _is_spaced(word[-1]) else "") for word in ordered]
        self._pattern = re.compile(f"{lead}(?P<word>{'|'.join(either)})", re.IGNORECASE)

    def read(self, text: str, position: int) -> tuple[Meaning, int] | None:
        """Return the meaning and where the word ends, None where no known word stands."""
        found = self._pattern.match(text, position)
        if found is None:
            return None
        meaning = self._table.get(found["word"].casefold())
        return None if meaning is None else (meaning, found.end())


def _is_spaced(character: str) -> bool:
    """Tell whether the character belongs to a word that has to end where the match ends."""
    return (
        character.isalpha()
        and not "\u3040" <= character <= "\u9fff"
        and not "\uac00" <= character <= "\ud7af"
    )


_SCALE_WORDS: dict[Decimal, str] = {
    _THOUSAND: "thousand|k|tausend|tsd|tsd.|mille|mil|千|тыс|тыс.|тысяч|тысячи|ألف|آلاف",
    Decimal(10) ** 2: "hundred",
    Decimal(10) ** 4: "万|萬|만",
    Decimal(10) ** 5: "lakh|lakhs",
    Decimal(10) ** 7: "crore|crores",
    _MILLION: "million|millions|mn|mln|mln.|mio|mio.|millionen|millón|millones|milhão|milhões|milione"
    "|milioni|miljoen"
    "|млн|млн.|миллион|миллиона|миллионов|百万|مليون|ملايين",
    Decimal(10) ** 8: "億|亿|억",
    _MILLIARD: "bn|bln|bln.|mrd|mrd.|milliarde|milliarden|milliard|milliards|md|mds|miliardo|miliardi|miljard"
    "|mil millones|mil mill.|bilhão|bilhões|млрд|млрд.|миллиард|миллиарда|миллиардов|مليار|مليارات|بليون",
    _BILLION: "tn|trn|兆|조|триллион|триллионов|تريليون|billón|billones",
}
_LONG_SCALE = frozenset({"fr", "de", "es", "it", "nl", "sv", "da", "nb", "no", "fi", "pl"})
"""Languages in which `billion` is a million millions."""


@cache
def scales(language: str | None) -> Lexicon[Decimal]:
    """Return the words that multiply a figure, as the language means them."""
    table = {word: factor for factor, words in _SCALE_WORDS.items() for word in words.split("|")}
    is_long = language in _LONG_SCALE
    for word in ("billion", "billions", "billionen", "billioni"):
        table[word] = _BILLION if is_long else _MILLIARD
    for word in ("trillion", "trillions", "trillionen"):
        table[word] = Decimal(10) ** 18 if is_long else _BILLION
    return Lexicon(table, lead=r"[\s-]?")


CURRENCY_FAMILIES: dict[str, frozenset[str]] = {
    "$": frozenset(str.split("USD AUD CAD NZD HKD SGD TWD MXN ARS CLP COP")),
    "¥": frozenset({"JPY", "CNY"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
    "peso": frozenset({"MXN", "ARS", "CLP", "COP", "PHP", "$"}),
    "franc": frozenset({"CHF", "XOF", "XAF"}),
    "rupee": frozenset({"INR", "PKR", "LKR", "NPR"}),
}
"""Signs and words that stand for any of several currencies."""

_SIGNS = _spread(
    {
        "USD": "US$|US $|USD",
        "AUD": "A$|AU$|AUD",
        "CAD": "C$|CA$|CAD",
        "NZD": "NZ$|NZD",
        "HKD": "HK$|HKD",
        "SGD": "S$|SGD",
        "TWD": "NT$|TWD",
        "BRL": "R$|BRL",
        "$": "$|＄",
        "GBP": "£|￡|GBP",
        "EUR": "€|EUR",
        "JPY": "JPY",
        "CNY": "CNY|RMB",
        "¥": "¥|￥",
        "INR": "₹|INR",
        "rupee": "Rs.|Rs",
        "RUB": "₽|RUB",
        "TRY": "₺|TRY",
        "ILS": "₪|ILS",
        "KRW": "₩|KRW",
        "UAH": "₴|UAH",
        "NGN": "₦|NGN",
        "PHP": "₱|PHP",
        "VND": "₫|VND",
        "CHF": "CHF|Fr.",
        "SEK": "SEK",
        "NOK": "NOK",
        "DKK": "DKK",
        "PLN": "PLN",
        "ZAR": "ZAR",
        "MXN": "MXN",
    }
)
_CURRENCY_WORDS = _spread(
    {
        "USD": "US dollars|U.S. dollars|US dollar|US-Dollar|米ドル|美元|دولار أمريكي",
        "AUD": "Australian dollars|australische Dollar",
        "CAD": "Canadian dollars",
        "$": "dollar|dollars|dólares|dólar|ドル|cents|cent|دولار|دولارات|доллар|доллара|долларов",
        "GBP": "pounds sterling|sterling|quid|livres sterling|libras esterlinas|ポンド",
        "EUR": "euro|euros|Euro|ユーロ|يورو|евро",
        "JPY": "yen|円|日圓|ين",
        "CNY": "yuan|renminbi|元|人民币|يوان",
        "¥": "圆",
        "rupee": "rupee|rupees|روبية",
        "franc": "francs|franc|Franken",
        "peso": "pesos|peso",
        "RUB": "rubles|roubles|ruble|rouble|рублей|рубля|руб.|روبل",
        "KRW": "won|원|ウォン",
        "TRY": "lira|liras",
        "kr": "kronor|kroner|kronen|kr",
        "PLN": "zł|zlotys|zloty",
        "GEL": "lari",
        "SAR": "riyal|riyals|ريال",
        "AED": "dirhams|dirham|درهم",
        "EGP": "جنيه",
    }
)


@cache
def currency_signs() -> str:
    """Return the alternatives of a regular expression for a sign or code before a figure."""
    return "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))


@cache
def currencies() -> Lexicon[str]:
    """Return the signs, codes and words of currencies, as they stand after a figure."""
    return Lexicon({**_SIGNS, **_CURRENCY_WORDS}, lead=r"[\s-]?(?:d['’]|(?:de|of)\s)?")


_SHARE_WORDS = _spread(
    {
        "percent": "%|％|٪|percent|per cent|per-cent|pct|pct.|pc|prozent|pour cent|pour-cent"
        "|por ciento|por cento"
        "|percento|per cento|procent|процент|процента|процентов|パーセント|퍼센트|بالمئة|بالمائة"
        "|في المئة|في المائة",
        "points": "percentage point|percentage points|percentage-point|prozentpunkt|prozentpunkte"
        "|prozentpunkten"
        "|point de pourcentage|points de pourcentage|punto porcentual|puntos porcentuales|ppt|pp"
        "|%ポイント|ポイント"
        "|نقطة مئوية|نقاط مئوية",
        "basis": "basis point|basis points|bp|bps|basispunkt|basispunkte|basispunkten|point de base"
        "|points de base"
        "|punto básico|puntos básicos",
    }
)


@cache
def shares() -> Lexicon[str]:
    """Return the signs and words of percent, percentage points and basis points."""
    return Lexicon(_SHARE_WORDS, lead=r"[\s-]?")


_MEASURE_WORDS = _spread(
    {
        "mm": "mm|millimetre|millimetres|millimeter|millimeters",
        "cm": "cm|centimetre|centimetres|centimeter|centimeters",
        "m": "m|metre|metres|meter|meters|mètre|mètres|metro|metros|メートル|متر",
        "km": "km|kilometre|kilometres|kilometer|kilometers|kilomètre|kilomètres|kilómetro|kilómetros"
        "|キロメートル"
        "|キロ|كيلومتر",
        "mile": "mile|miles|mi",
        "nautical mile": "nautical mile|nautical miles|nm",
        "foot": "foot|feet|ft|ft.",
        "inch": "inch|inches|in.|zoll",
        "yard": "yard|yards|yd",
        "acre": "acre|acres",
        "hectare": "hectare|hectares|ha|hektar|hectárea|hectáreas|ヘクタール",
        "km²": "km²|km2|square kilometres|square kilometers|sq km|quadratkilometer|平方キロ|平方キロメートル",
        "m²": "m²|m2|square metres|square meters|quadratmeter|平方メートル",
        "square mile": "square miles|square mile|sq mi",
        "square foot": "square feet|square foot|sq ft",
        "km/h": "km/h|kmh|kph|km / h|kilometres per hour|kilometers per hour|kilometres an hour"
        "|kilometers an hour"
        "|kilomètres par heure|kilometer pro stunde|kilómetros por hora",
        "mph": "mph|miles per hour|miles an hour",
        "knot": "knot|knots|kt|kts",
        "mb": "mb|millibar|millibars",
        "hPa": "hpa|hectopascal|hectopascals|ヘクトパスカル",
        "kg": "kg|kilo|kilos|kilogram|kilograms|kilogramm|kilogramme|kilogrammes|kilogramo|kilogramos"
        "|キログラム",
        "g": "g|gram|grams|gramme|grammes|gramm|グラム",
        "mg": "mg|milligram|milligrams|ミリグラム",
        "tonne": "t|tonne|tonnes|tonnen|ton|tons|tonelada|toneladas|トン|طن",
        "pound": "lb|lbs",
        "ounce": "oz|ounce|ounces",
        "litre": "l|litre|litres|liter|liters|litro|litros|リットル|لتر",
        "gallon": "gallon|gallons",
        "barrel": "barrel|barrels|baril|barils|barril|barriles|برميل",
        "kW": "kw|kilowatt|kilowatts",
        "MW": "mw|megawatt|megawatts|megawatt|mégawatt|mégawatts|メガワット",
        "GW": "gw|gigawatt|gigawatts",
        "kWh": "kwh|kilowatt-hour|kilowatt-hours|kilowatt hours|kilowattstunden",
        "MWh": "mwh|megawatt-hour|megawatt-hours|megawatt hours|megawattstunden",
        "GWh": "gwh|gigawatt-hours|gigawatt hours",
        "TWh": "twh|terawatt-hours|terawatt hours|terawattstunden",
        "GB": "gb|gigabyte|gigabytes",
        "MB": "megabyte|megabytes",
        "TB": "tb|terabyte|terabytes",
        "°C": "°c|° c|℃|degrees celsius|degré celsius|degrés celsius|grad celsius|degrees c",
        "°F": "°f|° f|degrees fahrenheit|degrees f",
        "°": "°|degree|degrees|degrés|grad|grados|度|درجة",
        "hour": "hour|hours|hr|hrs|heure|heures|stunde|stunden|hora|horas|時間|ساعة|ساعات",
        "minute": "minute|minutes|min|mins|minuten|minuto|minutos|分間|دقيقة|دقائق",
        "second": "second|seconds|sec|secs|seconde|secondes|sekunde|sekunden|segundo|segundos|秒|ثانية",
        "day": "day|days|jour|jours|tag|tage|tagen|día|días|日間|يوم|أيام",
        "week": "week|weeks|semaine|semaines|woche|wochen|semana|semanas|週間|أسبوع|أسابيع",
        "month": "month|months|mois|monat|monate|monaten|mes|meses|か月|ヶ月|カ月|ヵ月|شهر|أشهر",
        "year": "year|years|yr|yrs|an|ans|année|années|jahr|jahre|jahren|año|años|年間|سنة|سنوات|عام|أعوام",
    }
)


@cache
def measures() -> Lexicon[str]:
    """Return the words and signs of measures, as they stand after a figure."""
    return Lexicon(_MEASURE_WORDS, lead=r"[\s-]{0,2}")


def _dimension(name: str, units: str) -> dict[str, tuple[str, Decimal]]:
    """Turn `unit=factor unit=factor` into a table; factors are in the first unit's."""
    pairs = (entry.rsplit("=", 1) for entry in units.split(";"))
    return {unit: (name, Decimal(factor)) for unit, factor in pairs}


DIMENSIONS: dict[str, tuple[str, Decimal]] = {
    **_dimension(
        "length",
        "m=1;mm=0.001;cm=0.01;km=1000;mile=1609.344;nautical mile=1852;foot=0.3048;inch=0.0254;yard=0.9144",
    ),
    **_dimension(
        "area", "m²=1;hectare=10000;km²=1000000;acre=4046.856;square mile=2589988.11;square foot=0.09290304"
    ),
    **_dimension("speed", "km/h=1;mph=1.609344;knot=1.852"),
    **_dimension("mass", "kg=1;g=0.001;mg=0.000001;tonne=1000;pound=0.45359237;ounce=0.028349523"),
    **_dimension("volume", "litre=1;gallon=3.785412;barrel=158.987295"),
    **_dimension("power", "kW=1;MW=1000;GW=1000000"),
    **_dimension("energy", "kWh=1;MWh=1000;GWh=1000000;TWh=1000000000"),
    **_dimension("pressure", "hPa=1;mb=1"),
    **_dimension("clock", "second=1;minute=60;hour=3600;day=86400;week=604800"),
    **_dimension("calendar", "month=1;year=12"),
}
"""Measures of one sort and their factors; temperatures have an offset and are left out, months and days too."""
