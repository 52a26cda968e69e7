"""Kinds of agreements as leadership edits them in the panel."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client

from accounts.models import User
from partnerships.agreements.models import Mou, MouType, TypeSection
from partnerships.relationships.lifecycle import Stage
from tests.scenarios import drafted_mou, partnership_ready_for_mou

ClientAs = Callable[[User], Client]


def test_a_section_out_of_use_begins_no_new_draft(
    client_as: ClientAs, leader: User, now: datetime
) -> None:
    kind = MouType.objects.create(code="general", label="General")
    for code in ("costs", "access"):
        TypeSection.objects.create(mou_type=kind, code=code, heading=code)
    section = TypeSection.objects.get(code="access")
    older = drafted_mou(partnership_ready_for_mou(now, leader, stage=Stage.AGREEING), now, leader)
    typed = {"mou_type": kind.pk, "code": "access", "heading": "Access", "position": 0}
    url = f"/admin/partnerships/typesection/{section.pk}/change/"
    assert client_as(leader).post(url, typed).status_code == 302
    partner = partnership_ready_for_mou(now, leader, name="Elm Street Neighbors")
    newer = drafted_mou(partner, now, leader)

    def codes(mou: Mou) -> set[str]:
        return set(mou.sections.values_list("code", flat=True))

    assert codes(newer) == {"costs"}
    assert codes(older) == {"costs", "access"}
