"""Asking, before something is saved, whether we know it already (O4)."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from partnerships.organizations import queries
from partnerships.organizations.models import Contact

#: The field about two people with one address.
SHARES = "shares_email"


M = TypeVar("M", bound=Model)


class SameField(forms.ModelChoiceField[M]):
    """Asks whether what was typed is one we know; whoever uses it drops it when nothing is."""

    widget = forms.RadioSelect

    def offer(self, rows: Sequence[tuple[M, str]], *, more: int) -> None:
        """Let one of these be chosen, best first, and say how many more there are."""
        pks = [row.pk for row, _label in rows]
        model = type(rows[0][0])
        self.queryset = model._meta.base_manager.filter(pk__in=pks)
        self.choices = [("", self.empty_label or ""), *((row.pk, text) for row, text in rows)]
        if more:
            self.help_text = ngettext(
                "%(count)d more looks similar. Type more of the name to narrow it down.",
                "%(count)d more look similar. Type more of the name to narrow it down.",
                more,
            ) % {"count": more}


class SharedEmailMixin(forms.Form):
    """Says whose address an email is before a second person gets it.

    Shared mailboxes exist, so it can be confirmed. The form has a field ``email``.
    """

    shares_email = forms.BooleanField(
        label=gettext_lazy("They share this email address"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields[SHARES]
        else:
            names = [name for name in self.fields if name != SHARES]
            names.insert(names.index("email") + 1, SHARES)
            self.order_fields(names)

    def clean(self) -> dict[str, Any]:
        """Name whoever has the address, unless it stays as it was or is meant."""
        cleaned = super().clean() or {}
        holders = self._others(cleaned.get("email") or "")
        if not holders:
            del self.fields[SHARES]
        elif not cleaned.get(SHARES):
            names = ", ".join(str(holder) for holder in holders)
            self.add_error(
                "email",
                _(
                    "This is already the email address of %(names)s. If this is the same person, "
                    "use that contact. If they share a mailbox, check the box below."
                )
                % {"names": names},
            )
        return cleaned

    def _others(self, email: str) -> list[Model]:
        instance = getattr(self, "instance", None)
        before = instance.email if isinstance(instance, Contact) else ""
        if not email or email.lower() == before.lower():
            return []
        return list(queries.holders_of(email)[:3])
