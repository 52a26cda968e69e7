"""Text that people type: made comparable, and kept free of what must not be stored."""

import re
import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# The shape of a US social security number or ITIN. An EIN (12-3456789) has another shape.
SSN = re.compile(r"(?<![\w-])\d{3}[-\u2010-\u2015 ]\d{2}[-\u2010-\u2015 ]\d{4}(?![\w-])")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LONGEST_ADDRESS = 254  # characters, as every column for an address holds
LINE_BREAKS = re.compile(r"[\r\n\x85\u2028\u2029]")

# What no one sees: soft hyphen, zero-width spaces, direction marks and overrides, fillers.
INVISIBLE = re.compile(
    r"[\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    r"\ufff9-\ufffb\U0001d173-\U0001d17a]"
)
# Scripts that use joiners to spell, such as Persian, Hindi, Bengali, Khmer and Mongolian.
_JOINING = (
    r"\u0600-\u0dff\u1000-\u109f\u1700-\u18af\u1900-\u1cff\ua800-\uabff\ufb50-\ufdff"
    r"\ufe70-\ufefc\U00010a00-\U00011fff"
)
_EMOJI = r"\u2190-\u2bff\U0001f000-\U0001faff"
_SELECTORS = r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Joiners, variation selectors and tags where they have nothing to act on. In this order: each
# pattern relies on the ones before it.
STRAY = (
    re.compile(r"(?P<flag>\U0001f3f4[\U000e0030-\U000e007a]+\U000e007f)|[\U000e0000-\U000e007f]"),
    re.compile(rf"(?<![^\s\u200c\u200d{_SELECTORS}])[{_SELECTORS}]"),
    re.compile(
        rf"(?<![{_JOINING}])\u200c"
        rf"|(?<![{_JOINING}])\u200d(?![{_EMOJI}])"
        rf"|(?<![{_JOINING}{_EMOJI}\ufe0f])\u200d"
    ),
)

DOTS_MEAN_NOTHING = {"gmail.com", "googlemail.com"}

# Apostrophes and periods inside words: O'Hare is ohare, and U.S. is us.
WITHIN_WORDS = re.compile(
    r"['`.\u00b7\u02b9\u02bb-\u02bd\u02c8\u02ca\u02cb\u2018-\u201b\u2032\u2035\u3002]"
)
# Accents that stand alone, which Unicode takes apart into a space and a mark.
ACCENTS = re.compile(r"[\u00b4\u0384\u1fbd\u1fbf\u1ffe]")
# What search sees nothing in: fillers, blanks, variation selectors.
UNSEEN = re.compile(rf"[\u034f\u115f\u1160\u17b4\u17b5\u2800{_SELECTORS}]")
# Latin letters that Unicode doesn't take apart, other than those with a stroke or a hook.
# And the minus sign, which people take for a hyphen.
LETTERS = {
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "ŋ": "n",
    "ĸ": "k",
    "ə": "e",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "\N{MINUS SIGN}": " ",
}
LATIN_WITH = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")


def without_invisible(text: str) -> str:
    """Return `text` without characters that no one sees.

    Joiners and variation selectors stay where a script or an emoji needs them.
    """
    if text.isascii():
        return text
    text = INVISIBLE.sub("", text)
    for stray in STRAY:
        text = stray.sub(lambda found: found.groupdict().get("flag") or "", text)
    return text


def clean_line(text: str) -> str:
    """Return `text` as one line: visible, composed (NFC), trimmed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", without_invisible(text)).split())


def as_mail_servers_read_it(address: str) -> str:
    """Return an address with the name of its domain in ASCII (RFC 5891).

    Raises UnicodeError for a name that no domain can have.
    """
    name, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    return f"{name}{at}{idna.encode(domain, uts46=True).decode()}"


def normal_address(address: str) -> str:
    """Return an address as it is stored and compared, however it was typed.

    Trimmed, in lower case, the domain in ASCII. A domain that cannot exist stays as typed.
    """
    typed = without_invisible(address).strip().lower()
    try:
        return as_mail_servers_read_it(typed)
    except UnicodeError:
        return typed


def mailbox_key(address: str) -> str:
    """Return what the spellings of one mailbox have in common.

    "Ann.Lee+events@Example.org" and "ann.lee@example.org" have the same one; where dots before the
    @ mean nothing, as at Gmail, they are left out.
    """
    name, at, domain = normal_address(address).rpartition("@")
    name = name.partition("+")[0] or name
    if domain in DOTS_MEAN_NOTHING:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}{at}{domain}"


#: Letters of the shortest word that a trigram index finds.
SHORTEST_WORD = 3


class _Plain(dict[int, str]):
    """Maps a folded character to what search compares; filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain(chr(code))
        return self[code]


def _plain(char: str) -> str:
    kind = unicodedata.category(char)
    if unicodedata.combining(char) or kind == "Cf" or UNSEEN.match(char):
        return ""
    if kind[0] in "PCZ":
        return " "
    based_on = LATIN_WITH.match(unicodedata.name(char, ""))
    return based_on[1].lower() if based_on else LETTERS.get(char, char)


PLAIN = _Plain()


def search_key(*parts: str) -> str:
    """Return words to compare: no marks, case or punctuation, nothing a database refuses.

    "  José   ÁLVAREZ" and "jose alvarez" have the same key, and so do "O'Hare" and "ohare",
    "Self-Help" and "self help", "Łódź" and "lodz". Text of punctuation alone keeps it.
    """
    text = _folded(" ".join(parts))
    return " ".join(_words(text)) or "".join(c for c in text if unicodedata.category(c)[0] == "P")


def search_text(*parts: str) -> str:
    """Return what is stored to be searched: the key of each part, without its spaces."""
    return " ".join(filter(None, (search_key(part).replace(" ", "") for part in parts)))


def search_words(query: str) -> list[str]:
    """Return what a `search_text` has to contain for a typed query, word by word."""
    words = ("".join(_words(_folded(typed))) for typed in query.split())
    return [word for word in words if word] or search_text(query).split()


def is_quick(query: str) -> bool:
    """Whether a query has a word that the trigram indexes find."""
    return any(len(word) >= SHORTEST_WORD for word in search_words(query))


def _folded(text: str) -> str:
    """Return `text` taken apart (NFKD) and in lower case, marks included."""
    text = CONTROLS.sub(" ", text)
    # Twice, because folding case can bring out what has to be taken apart, and the reverse.
    for _round in range(2):
        text = unicodedata.normalize("NFKD", ACCENTS.sub("", text)).casefold()
    return text


def _words(folded: str) -> list[str]:
    return WITHIN_WORDS.sub("", folded).translate(PLAIN).split()


def hide_ssn(text: str) -> str:
    """Return text as it may be shown: without what looks like a social security number."""
    return SSN.sub("…", text)


def refuse_marks_alone(value: str) -> None:
    """Refuse text of nothing but accents and the like, which no one could find again."""
    if value and not CONTROLS.search(value) and not search_key(value):
        raise ValidationError(_("Use letters or numbers."), code="marks_alone")


def refuse_ssn(value: str) -> None:
    """Refuse text with a social security number: client data has no place here."""
    if SSN.search(value):
        raise ValidationError(
            _(
                "This looks like a Social Security number. Remove it: clients' "
                "personal data must not be kept here."
            ),
            code="ssn",
        )


def refuse_impossible_domain(value: str) -> None:
    """Refuse an address whose domain has no form that mail servers can read."""
    try:
        fits = len(as_mail_servers_read_it(value)) <= LONGEST_ADDRESS
    except UnicodeError:
        fits = False
    if not fits:
        raise ValidationError(
            _("That isn't a valid domain. Check the part after the @."), code="domain"
        )


def refuse_control_characters(value: str) -> None:
    """Refuse what no database or mail can carry: NUL, other controls, lone surrogates."""
    if CONTROLS.search(value):
        raise ValidationError(
            _("The text has an invisible character that can't be saved. Retype it."),
            code="control_characters",
        )


def refuse_line_breaks(value: str) -> None:
    """Refuse line breaks in single-line text, which may reach the header of a mail."""
    if LINE_BREAKS.search(value):
        raise ValidationError(_("Keep this on one line."), code="line_breaks")
