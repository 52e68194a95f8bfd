from campaign.publications.kind import Kind


def test_every_kind_has_a_folder_of_its_own_and_is_found_by_it() -> None:
    assert [kind.folder for kind in Kind] == [
        "toolkits",
        "guide",
        "organisations",
        "advocates",
        "tutorials",
        "insights",
        "activations",
        "launches",
        "pages",
        "answers",
    ]
    assert [Kind.of_folder(kind.folder) for kind in Kind] == list(Kind)
    assert Kind.of_folder("songs") is None
