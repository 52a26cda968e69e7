"""Every event reads as a sentence, whatever its params."""

import re
from pathlib import Path

import pytest

import partnerships
from audit.models import Event
from partnerships.overview.rules import SENTENCES, sentence

VERB = re.compile(
    r'"((?:partnership|purpose|benefit|lists|answers|no_mou|mou|document|meeting|interaction'
    r'|promise|review|mail)\.[a-z_]+)"'
)


def test_every_verb_of_a_partnership_has_words() -> None:
    root = Path(str(partnerships.__file__)).parent
    code = "\n".join(path.read_text() for path in root.rglob("*.py") if "actions" in str(path))
    used = set(VERB.findall(code))
    assert len(used) >= 10
    assert used <= set(SENTENCES)


def test_codes_read_as_the_words_on_screen() -> None:
    event = Event(
        verb="partnership.moved", params={"from_stage": "identified", "to_stage": "active"}
    )
    assert sentence(event) == "moved it from “Prospect” to “Active”"


def test_peoples_own_words_stay_as_they_are() -> None:
    event = Event(verb="purpose.set", params={"sentence": "yes"})
    assert sentence(event) == "wrote the shared purpose: “yes”"


def test_an_event_from_other_times_is_no_error() -> None:
    assert sentence(Event(verb="mou.signed", params={})) == SENTENCES["mou.signed"]
    assert sentence(Event(verb="something.else", params={})) == "something.else"


@pytest.mark.parametrize(
    ("verb", "params", "words"),
    [
        ("benefit.added", {"side": "theirs", "what": "Rides"}, "added an item (theirs): Rides"),
        ("partnership.court_set", {"court": "theirs"}, "set waiting on: them"),
        ("meeting.held", {"kind": "review"}, "wrapped up a meeting: Review"),
        (
            "mou.link_sent",
            {"kind": "review", "name": "Jo", "title": "MOU"},
            "emailed Jo a link to “MOU” (Read and comment)",
        ),
        ("review.closed", {"decision": "close"}, "closed the review: Close"),
    ],
)
def test_a_code_is_looked_up_in_its_own_list(
    verb: str, params: dict[str, str], words: str
) -> None:
    assert sentence(Event(verb=verb, params=params)) == words
