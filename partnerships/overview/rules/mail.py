"""What each kind of mail is called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.outbox.lifecycle import ACCOUNT_KIND
from partnerships.reminders.lifecycle import DIGEST
from partnerships.reminders.rules import REMINDERS

#: Kinds of mail whose code does not read as what it is.
MAIL_WORDS: dict[str, str | Promise] = {
    **{code: reminder.name for code, reminder in REMINDERS.items()},
    ACCOUNT_KIND: _("Account email"),
    DIGEST: _("Daily email"),
    "inquiry_confirmation": _("Confirmation of an inquiry"),
    "personal_link": _("Personal link"),
    "personal_link_again": _("Reminder about the personal link"),
    "invitation": _("Invitation to a meeting"),
    "invitation_changed": _("Change of a meeting"),
    "invitation_off": _("Cancellation of a meeting"),
    "mou_link": _("Link to an MOU"),
    "mou_declined": _("MOU not signed"),
    "mou_void": _("MOU signatures void"),
    "mou_final": _("Final copy of an MOU"),
    "no_mou_asked": _("Request: no MOU needed"),
}


def mail_word(kind: str) -> str:
    """A kind of mail in words."""
    return str(MAIL_WORDS.get(kind, kind.replace("_", " ").capitalize()))
