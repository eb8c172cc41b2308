"""Languages of ordinary and of odd texts."""

from __future__ import annotations

import pytest

from volano_server.data.domain.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The meeting of next week is moved to the large hall on the second floor.", "en"),
        ("La riunione della prossima settimana è spostata nella sala grande al secondo piano.", "it"),
        ("Die Besprechung der nächsten Woche findet im großen Saal im zweiten Stock statt.", "de"),
        ("La reunión de la próxima semana se traslada a la sala grande del segundo piso.", "es"),
        ("La réunion de la semaine prochaine aura lieu dans la grande salle du deuxième étage.", "fr"),
        ("明日の会議は午後二時から三階の会議室で行います。", "ja"),
    ],
)
def test_sentences_have_their_language(text: str, language: str) -> None:
    found, score = detect_language(text)
    assert found == language
    assert 0.5 < score <= 1.0


@pytest.mark.parametrize(
    "text", ["", "   \n", "1234 5678", "http://example.org/the/english/path", "<EMAIL> <PHONE>", "\ufffd"]
)
def test_a_text_without_words_is_undetermined(text: str) -> None:
    assert detect_language(text) == ("und", 0.0)
