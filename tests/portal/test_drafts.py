"""A draft is kept as it was typed, as far as a database can hold it."""

from django.test import Client

from partnerships.links.models import PersonalLink


def test_a_draft_leaves_out_a_nul_and_ends_somewhere(
    client: Client, address: str, link: PersonalLink
) -> None:
    """Found by fuzzing: PostgreSQL keeps no NUL in JSON."""
    version = link.partnership.list_versions.all()[0].pk
    typed = {"list_version": version, "has_read": "a\x00b" + "x" * 5_000, "keep": "yes"}
    assert client.post(address, typed).status_code == 302
    link.refresh_from_db()
    assert link.draft["has_read"] == "ab" + "x" * 1_998
