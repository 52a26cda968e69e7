"""The table of moves."""

import pytest

from partnerships.relationships.lifecycle import (
    MOVES,
    OPEN_STAGES,
    Side,
    Stage,
    can_move,
    is_step_back,
)


def test_every_stage_is_in_the_table() -> None:
    assert set(MOVES) == set(Stage)


@pytest.mark.parametrize("stage", Stage)
def test_no_stage_follows_itself(stage: Stage) -> None:
    assert not can_move(stage, stage)


def test_an_ended_partnership_goes_on_at_getting_to_know_each_other() -> None:
    assert MOVES[Stage.CLOSED] == {Stage.EXPLORING}


def test_steps_back_are_between_open_stages() -> None:
    back = {(a, b) for a in Stage for b in Stage if is_step_back(a, b)}

    assert back == {(a, b) for i, a in enumerate(OPEN_STAGES) for b in OPEN_STAGES[:i]}


def test_each_side_has_the_other() -> None:
    assert Side.OURS.other is Side.THEIRS
    assert Side.THEIRS.other is Side.OURS
