"""Keep links that open something by themselves out of every log."""

import logging
import re
from typing import Any

from django.conf import settings

HIDDEN = "[hidden]"
SLASH = "(?:/|%2F)"


def _behind(address: str) -> str:
    return SLASH + SLASH.join(re.escape(part) for part in address.strip("/").split("/")) + SLASH


#: What follows one of our secret addresses, also where a query string quotes it.
IN_ADDRESS = re.compile(
    rf"({'|'.join(map(_behind, settings.SECRET_ADDRESSES))})(?:(?!%2F)[^\s/?#&\"'<>]){{16,}}",
    re.IGNORECASE,
)
#: A token on its own, such as in the words of an error: 256 bits in base64.
BARE = re.compile(
    r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{43}(?![\w-])", re.ASCII
)


def masked(text: str) -> str:
    """Return the text without the secrets in it."""
    return BARE.sub(HIDDEN, IN_ADDRESS.sub(rf"\g<1>{HIDDEN}", text))


class MaskedRecord(logging.LogRecord):
    """A log record whose message and traceback hold no secret, whichever handler writes it.

    A filter would have to hang on every handler, and the web server brings its own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            message = self.getMessage()
        except (TypeError, ValueError, LookupError):  # the handler will say so
            message = f"{self.msg} {self.args}"
        if (safe := masked(message)) != message:
            self.msg, self.args = safe, None
        if self.exc_info and self.exc_info[0]:
            trace = logging.Formatter().formatException(self.exc_info)
            if (safe := masked(trace)) != trace:
                self.exc_text, self.exc_info = safe, None


def mask_secrets() -> None:
    """Let every record of this process be a masked one."""
    logging.setLogRecordFactory(MaskedRecord)
