"""Every sentence of every page and form is there in every language, and nothing besides."""

import pytest

from tests.architecture.catalogues import LANGUAGES, ROOT, faults, folders, translations


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", folders(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_sentence_is_translated(folder, language):
    assert list(faults(folder, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_sentence_has_one_translation(language):
    """All catalogues are read as one: the same English twice must mean the same."""
    said: dict[str, set[tuple[str, ...]]] = {}
    for folder in folders():
        for sentence, text in translations(folder, language).items():
            said.setdefault(sentence, set()).add(text)
    assert {sentence: texts for sentence, texts in said.items() if len(texts) > 1} == {}
