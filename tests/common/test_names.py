"""What people are called in a greeting."""

import pytest
from hypothesis import given, strategies as st

from common.names import greeting_name


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Robin Achterberg", "Robin"),
        ("  Robin   Achterberg ", "Robin"),
        ("Robin", "Robin"),
        ("Dr. Robin Achterberg", "Robin"),
        ("dr Robin Achterberg", "Robin"),
        ("The Rev. Ann Lee", "Ann"),
        ("Rev. Dr. Ann Lee", "Ann"),
        ("The Honorable Ann Lee", "Ann"),
        ("Sra. María López", "María"),
        ("Achterberg, Robin", "Robin"),
        ("ACHTERBERG, ROBIN", "ROBIN"),
        ("De La Cruz, María José", "María"),
        ("Achterberg, Dr. Robin", "Robin"),
        ("Achterberg, Robin, PhD", "Robin"),
        ("Robin Achterberg, PhD", "Robin"),
        ("Robin Achterberg, Jr.", "Robin"),
        ("Robin Achterberg, M.D., MPH", "Robin"),
        ("Robin Achterberg, XYZQ", "Robin"),
        ("Dr. Robin Achterberg, Ed.D.", "Robin"),
        ("Dr. Achterberg", "Dr. Achterberg"),
        ("The Rev. Lee", "The Rev. Lee"),
        ("Mx. Lee", "Mx. Lee"),
        ("Doctor", "Doctor"),
        ("Dr.", "Dr."),
        ("J. Robert Lee", "J. Robert Lee"),
        ("J Lee", "J Lee"),
        ("Lee, J.", "J. Lee"),
        ("Maria & José Lopez", "Maria & José Lopez"),
        ("Maria and José Lopez", "Maria and José Lopez"),
        ("Nguyễn Thị Hoa", "Nguyễn Thị Hoa"),
        ("Hoa Nguyễn", "Hoa"),
        ("Nguyễn, Hoa", "Hoa"),
        ("王小明", "王小明"),
        ("王 小明", "王 小明"),
        ("김 민수", "김 민수"),
        ("สมชาย ใจดี", "สมชาย ใจดี"),
        ("José Álvarez", "José"),
        ("O\u2019Hara Smith-Jones", "O\u2019Hara"),
        ("Dean Lee", "Dean"),
        ("Achterberg,", "Achterberg"),
        (", Robin", "Robin"),
        ("", ""),
        (",", ""),
    ],
)
def test_people_are_called_by_their_given_name_or_all_of_it(name: str, called: str) -> None:
    assert greeting_name(name) == called


@given(st.text(max_size=40))
def test_every_name_gives_something_to_call_people(name: str) -> None:
    called = greeting_name(name)
    assert bool(called) == bool(name.replace(",", "").split())
    assert called == " ".join(called.split())
