"""Links to one agreement: their code, and what a signer says."""

from django.utils.crypto import constant_time_compare, salted_hmac

from common.text import search_key
from partnerships.agreements.models.links import MouLink

#: The sentence a signer agrees to; evidence names it, so a new wording gets a new name.
CONSENT = "2026-11"


def code_of(link: MouLink) -> str:
    """Six digits that one of us tells the signer by phone or text message; stored nowhere."""
    mac = salted_hmac("partnerships.agreements.code", link.nonce, algorithm="sha256")
    return f"{int(mac.hexdigest(), 16) % 10**6:06d}"


def is_code(link: MouLink, typed: str) -> bool:
    """Whether someone typed the code of a link, spaces aside."""
    return constant_time_compare("".join(typed.split()), code_of(link))


def same_name(typed: str, name: str) -> bool:
    """Whether a typed name is that of the signer, whatever its case, accents and punctuation."""
    return search_key(typed) == search_key(name)
