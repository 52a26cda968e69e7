"""Which rows a person may see."""

import re
from functools import reduce
from operator import and_, or_
from typing import Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import OrderBy, Q, Value
from django.db.models.functions import Coalesce, Lower
from django.db.models.lookups import Exact

from common.text import search_words

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class VisibleQuerySet(models.QuerySet[M_co]):
    """The base of every queryset whose rows reach a page, a count, a search or an export."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Rows that `user` may see: all for an active signed-in user, none for anyone else."""
        if user.is_authenticated and user.is_active:
            return self.all()
        return self.none()


def ignoring_case(**wanted: str) -> Q:
    """Return the rows that have these texts, in any case, by an index on ``Lower``.

    ``iexact`` means the same, but compiles to SQL that no index of ours serves.
    """
    return reduce(
        and_, (Q(Exact(Lower(column), Lower(Value(text)))) for column, text in wanted.items())
    )


def matching(query: str) -> Q:
    """Return the condition that a `search_text` has every word of a query; false without words."""
    return Q(*(Q(search_text__contains=word) for word in search_words(query))) or Q(pk__in=[])


def having_words(query: str, *columns: str) -> Q:
    """Return the condition that every word of a query is part of one of these columns.

    As a regular expression, it is served by a trigram index on each column, in any case.
    """
    words = [re.escape(word) for word in query.split()]
    return reduce(
        and_,
        (reduce(or_, (Q(**{f"{name}__iregex": word}) for name in columns)) for word in words),
        Q(),
    )


def by_sorting(column: str) -> OrderBy:
    """Return an order that no index serves, for rows found by words.

    PostgreSQL takes matches to lie anywhere in an order, and would walk along its index until it
    has met enough of them; those of a name lie together, often at its far end.
    """
    name = column.removeprefix("-")
    return OrderBy(Coalesce(name, name), descending=name != column)


class Searchable(VisibleQuerySet[M_co]):
    """Rows with a normalised ``search_text``."""

    def search(self, query: str) -> Self:
        """Rows in which every typed word occurs, whatever its case, accents and punctuation.

        A query that has no words, such as one of invisible characters, finds nothing.
        """
        return self.filter(matching(query))

    def not_archived(self) -> Self:
        """Rows in daily use."""
        return self.filter(archived_at__isnull=True)
