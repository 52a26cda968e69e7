"""Names of people: what to call someone in a greeting."""

import re
from itertools import dropwhile

#: Written before a name, without periods and case.
TITLES = re.compile(
    "the|mr|mrs|ms|miss|mx|dr|dra|prof|professor|rev|revd|reverend|pastor|father|fr|sister|brother"
    "|bro|rabbi|imam|msgr|monsignor|hon|honorable|judge|mayor|senator|sen|rep|representative"
    "|councilman|councilwoman|councilmember|commissioner|gov|governor|sheriff|capt|captain|col"
    "|colonel|gen|general|lt|lieutenant|maj|major|sgt|sergeant|cmdr|sir|dame|sr|sra|srta|señor"
    "|señora|señorita|herr|frau|mme|mlle|madame|monsieur"
)

#: Written after a name, without periods and case.
SUFFIXES = re.compile(
    "jr|sr|ii|iii|iv|v|esq|esquire|phd|edd|psyd|dsw|dmin|drph|md|do|dds|dvm|jd|llm|mba|mpa|mph"
    "|msw|lcsw|lmsw|lmft|lpc|lmhc|ma|ms|med|ba|bs|rn|aprn|np|pa|cpa|cfre|pe|ret"
)

#: Vietnamese family names, which come first.
FAMILY_FIRST = re.compile(
    "nguyễn|nguyen|trần|lê|phạm|huỳnh|huynh|hoàng|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý"
)

#: Two people in one name.
AND = re.compile("&|[+]|and")

#: Chinese, Japanese, Korean and Thai, where a given name alone is not polite, or hard to tell.
WHOLE_NAME_SCRIPTS = re.compile(
    r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


def greeting_name(name: str) -> str:
    """Return what to call a person in "Hello …,": the given name, or all of it when unsure.

    Titles and suffixes are skipped, and in "Achterberg, Robin" the given name is read after the
    comma. Initials, two people in one name, a title with a family name only, and names whose
    order differs are greeted with the whole name.
    """
    family, given = _halves(name)
    whole = f"{given} {family}".strip()
    words = given.split()
    rest = list(dropwhile(lambda word: _is(TITLES, word), words))
    is_family_alone = len(rest) == 1 < len(words) and not family
    if not rest or is_family_alone or WHOLE_NAME_SCRIPTS.search(name):
        return whole
    is_initial = len(rest[0].rstrip(".")) == 1
    is_family = not family and _is(FAMILY_FIRST, rest[0])
    if is_initial or is_family or any(_is(AND, word) for word in rest):
        return whole
    return rest[0]


def _halves(name: str) -> tuple[str, str]:
    """Return family and given name around a comma; no family name where only suffixes follow."""
    before, _comma, after = (part.strip(" ,") for part in " ".join(name.split()).partition(","))
    given, _comma, _suffixes = (part.strip() for part in after.partition(","))
    if not given or not before:
        return "", before or given
    is_credential = given.isupper() and not before.isupper() and " " in before
    if is_credential or all(_is(SUFFIXES, word) for word in given.split()):
        return "", before
    return before, given


def _is(kind: re.Pattern[str], word: str) -> bool:
    return kind.fullmatch(word.replace(".", "").casefold()) is not None
