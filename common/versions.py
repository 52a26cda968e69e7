"""Edits that never overwrite what someone else has saved meanwhile."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError


class Versioned(models.Model):
    """A record that people edit in forms; each saved edit counts its version up by one."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class StaleEdit(DomainError):
    """Someone else has saved the record since the form was opened; `current` is their row."""

    def __init__(self, current: Versioned) -> None:
        super().__init__(
            _(
                "Someone else changed this while you were editing. Compare both "
                "versions below, keep what's right, and save again."
            )
        )
        self.current = current


def save_edit(obj: Versioned, *, seen_version: int, fields: Iterable[str]) -> None:
    """Save `fields` of `obj` if its row still has the version that the person saw.

    Only form edits go through here; moves of state and derived columns leave the version alone.
    Raises StaleEdit with the row as it stands now, and writes nothing, if the version has moved.
    """
    model = type(obj)
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    values = {columns[name]: getattr(obj, columns[name]) for name in fields}
    rows = model._meta.base_manager.filter(pk=obj.pk, version=seen_version)
    if not rows.update(version=F("version") + 1, **values):
        raise StaleEdit(model._meta.base_manager.get(pk=obj.pk))
    obj.version = seen_version + 1
