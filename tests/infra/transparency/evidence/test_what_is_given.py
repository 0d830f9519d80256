"""Keys and durations as an auditor gives them to the verifier: what is understood, and what is a misuse."""

from pathlib import Path

import pytest

from efe_infra.transparency.evidence.verify import Fault, key_text, seconds, verify
from tests.infra.transparency.evidence.attacks_given import OTHER_WITNESS, SMALL, cosigned
from tests.infra.transparency.evidence.synthetic import BEGAN, KEY, PLATFORM, WITNESS, YOUNG, Signer


def test_a_key_that_has_a_wrong_character_is_no_key() -> None:
    spoilt = KEY.vkey.replace("+A", "+B", 1) if "+A" in KEY.vkey else KEY.vkey[:-1]

    with pytest.raises(ValueError, match=r"."):
        verify(SMALL.bundle("liege"), spoilt)
    with pytest.raises(ValueError, match=r"empreinte"):
        verify(SMALL.bundle("liege"), KEY.vkey.replace("test-log", "best-log"))
    for none in (WITNESS.vkey, "x", "x+y", "+00000000+AQ=="):
        with pytest.raises(ValueError, match=r"forme"):
            verify(SMALL.bundle("liege"), none)


@pytest.mark.parametrize("names", [["a", "b"], ["a", "a/ledger/ledger"], ["a", "a/ledger", "a/ledger/ledger"]])
def test_keys_of_several_logs_are_a_misuse(names: list[str]) -> None:
    with pytest.raises(ValueError, match=r"plusieurs journaux"):
        verify(SMALL.bundle("liege"), "\n".join(KEY.called(name).vkey for name in names))


def test_one_key_under_both_its_names_counts_once_in_the_order_of_rotation() -> None:
    """A list with the keys of the blocks and those of the log has the first of them twice."""
    keys = "\n".join(each.vkey for each in (KEY.called(PLATFORM), KEY, YOUNG.called(PLATFORM), YOUNG))

    assert verify(SMALL.bundle("liege"), keys, [SMALL.note(3)]).size == 12
    with pytest.raises(Fault, match=r"."):
        verify(SMALL.bundle("liege"), keys, [SMALL.signed_by(YOUNG).note(3)])


@pytest.mark.parametrize(
    "keys",
    [
        (KEY, YOUNG, KEY),
        (YOUNG, KEY, YOUNG),
        (KEY.called(PLATFORM), YOUNG.called(PLATFORM), YOUNG, KEY),
    ],
    ids=["the old one again", "the young one first", "another order under the other name"],
)
def test_keys_in_two_orders_are_a_misuse(keys: tuple[Signer, ...]) -> None:
    """Which of them is retired would depend on the one that is read last."""
    with pytest.raises(ValueError, match=r"ordre"):
        verify(SMALL.bundle("liege"), "\n".join(key.vkey for key in keys), [SMALL.signed_by(YOUNG).note(3)])


def test_keys_are_read_without_the_white_space_and_the_byte_order_mark_around_them(tmp_path: Path) -> None:
    (tmp_path / "log.vkey").write_bytes(b"\xef\xbb\xbf" + KEY.vkey.encode() + b"\r\n\r\n")
    cosignature = SMALL.bundle("liege") | {"checkpoint.note": cosigned(SMALL, namur=BEGAN, other=BEGAN)}
    witnesses = f"\ufeff{WITNESS.vkey}\xa0\r\n\n\t{OTHER_WITNESS.vkey} \n"

    proof = verify(cosignature, key_text(str(tmp_path / "log.vkey")), [], [witnesses])

    assert [name for name, _ in proof.witnesses] == [WITNESS.name, OTHER_WITNESS.name]
    for spoilt in (f"\x85{KEY.vkey}", f"{KEY.vkey}\x1c", f"a\u2003{KEY.vkey}", KEY.vkey.replace("+", " +", 1)):
        with pytest.raises(ValueError, match=r"forme"):
            verify(SMALL.bundle("liege"), spoilt)


@pytest.mark.parametrize("nothing", ["", "\n", "\ufeff \r\n"])
def test_an_empty_file_of_a_witness_does_not_take_back_the_demand(nothing: str) -> None:
    with pytest.raises(ValueError, match=r"clé"):
        verify(SMALL.bundle("liege"), KEY.vkey, [], [nothing])


def test_an_age_without_a_witness_is_a_misuse() -> None:
    with pytest.raises(ValueError, match=r"témoin"):
        verify(SMALL.bundle("liege"), KEY.vkey, max_age=5)


def test_a_duration_has_a_unit_or_is_in_seconds() -> None:
    assert [seconds(text) for text in ("90", "90s", " 90m\n", "36h", "7d")] == [90, 90, 5400, 129_600, 604_800]
    for text in ("", " ", "1w", "-1", "1.5h", "h", "1 h", "1\n2", "٣h"):
        with pytest.raises(ValueError, match=r"durée"):
            seconds(text)
