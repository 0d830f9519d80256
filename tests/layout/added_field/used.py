"""Test of the added field; the layout test runs it in the copy of the tree."""

from tests.api.given import Client, a_composed_pole, day

EVALUATION = "pole { dossier { evaluations { conclusion followUp } } }"


def test_it_is_recorded_and_read(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-20))

    shown = liege.done("evaluatePole", EVALUATION, poleId=pole, conclusion="Positive.", followUp="Réunir.")
    without = liege.done("evaluatePole", EVALUATION, poleId=pole, conclusion="Très positive.")

    assert shown["dossier"]["evaluations"] == [{"conclusion": "Positive.", "followUp": "Réunir."}]
    assert {"conclusion": "Très positive.", "followUp": None} in without["dossier"]["evaluations"]
