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


def test_line_breaks_count_once(client: Client, address: str, link: PersonalLink) -> None:
    """Browsers send two characters for each."""
    version = link.partnership.list_versions.all()[0].pk
    comment = "\n".join(["x" * 45] * 43)
    typed = {"list_version": version, "comment": comment.replace("\n", "\r\n"), "keep": "yes"}
    assert client.post(address, typed).status_code == 302
    link.refresh_from_db()
    assert link.draft["comment"] == comment
