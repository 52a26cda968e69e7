"""What an MOU needs before it is signed, what it says, how long it lasts, what a file must be."""

from partnerships.agreements.models.links import MOST_TRIES
from partnerships.agreements.rules.differences import Difference, word_differences
from partnerships.agreements.rules.files import DOCX, BadDocument, Facts, inspect
from partnerships.agreements.rules.links import (
    CONSENT,
    code_of,
    is_code,
    same_name,
)
from partnerships.agreements.rules.money import allocate
from partnerships.agreements.rules.paper import PAPERS, pdf_of, schedule_of
from partnerships.agreements.rules.readiness import is_filled, missing_for_signing, warnings_about
from partnerships.agreements.rules.term import forced_substantial, last_day_of, uncovered
from partnerships.agreements.rules.text import (
    blocks_of,
    fingerprint,
    literal,
    plain,
    to_html,
)
from partnerships.agreements.rules.word import docx_of

__all__ = [
    "CONSENT",
    "DOCX",
    "MOST_TRIES",
    "PAPERS",
    "BadDocument",
    "Difference",
    "Facts",
    "allocate",
    "blocks_of",
    "code_of",
    "docx_of",
    "fingerprint",
    "forced_substantial",
    "inspect",
    "is_code",
    "is_filled",
    "last_day_of",
    "literal",
    "missing_for_signing",
    "pdf_of",
    "plain",
    "same_name",
    "schedule_of",
    "to_html",
    "uncovered",
    "warnings_about",
    "word_differences",
]
