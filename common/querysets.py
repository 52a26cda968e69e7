"""Which rows a person may see."""

from typing import Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class VisibleQuerySet(models.QuerySet[M_co]):
    """The base of every queryset whose rows reach a page, a count, a search or an export."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Rows that `user` may see: all for an active signed-in user, none for anyone else."""
        if user.is_authenticated and user.is_active:
            return self.all()
        return self.none()
