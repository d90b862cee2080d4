"""Text as given: sentences, words, quotations, numbers, dates, names. Pure; offsets are code points."""

from briefkit.text.alignment import Alignment, Change, align
from briefkit.text.contacts import Contact, find_contacts
from briefkit.text.dates import Date, agree, find_dates
from briefkit.text.fold import Folded, fold
from briefkit.text.language import count_words, detect_language, guess_language, is_latin, is_unspaced
from briefkit.text.names import Name, NameTable, find_names, name_is_in, names_are_checkable
from briefkit.text.number_matching import NumberMatch, NumberTable, match_number
from briefkit.text.numbers import Number, find_numbers
from briefkit.text.passages import Passage, find_instructions
from briefkit.text.quotations import QuotedWords, find_quotations
from briefkit.text.quoting import Location, QuoteIndex, locate, nearest
from briefkit.text.retrieval import Index, Match
from briefkit.text.sentences import Sentence, show_sentence, split_sentences
from briefkit.text.words import Word, content_words, find_words, word_keys

__all__ = [
    "Alignment",
    "Change",
    "Contact",
    "Date",
    "Folded",
    "Index",
    "Location",
    "Match",
    "Name",
    "NameTable",
    "Number",
    "NumberMatch",
    "NumberTable",
    "Passage",
    "QuoteIndex",
    "QuotedWords",
    "Sentence",
    "Word",
    "agree",
    "align",
    "content_words",
    "count_words",
    "detect_language",
    "find_contacts",
    "find_dates",
    "find_instructions",
    "find_names",
    "find_numbers",
    "find_quotations",
    "find_words",
    "fold",
    "guess_language",
    "is_latin",
    "is_unspaced",
    "locate",
    "match_number",
    "name_is_in",
    "names_are_checkable",
    "nearest",
    "show_sentence",
    "split_sentences",
    "word_keys",
]
