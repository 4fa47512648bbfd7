"""References are written as their styles prescribe, and no text breaks out of a format."""

import datetime as dt
import json

from centers.citing import STYLES, Reference, apa, bibtex, csl_json, evidence, gbt7714, ris

REFERENCE = Reference(
    title="合成创新中心",
    url="https://register.example.org/zh-hans/centers/synthetic/#operator",
    register="制造业创新中心名录",
    version="2026.11",
    changed_on=dt.date(2026, 11, 2),
    read_on=dt.date(2026, 11, 23),
    language="zh-Hans",
)


def test_gbt7714_names_title_version_dates_and_address():
    assert gbt7714(REFERENCE) == (
        "合成创新中心[DB/OL]//制造业创新中心名录: 2026.11. (2026-11-02)[2026-11-23]. "
        "https://register.example.org/zh-hans/centers/synthetic/#operator."
    )


def test_apa_spells_the_day_of_retrieval_in_english_whatever_the_language():
    assert apa(REFERENCE) == (
        "制造业创新中心名录. (2026). 合成创新中心 (Version 2026.11). Retrieved November 23, 2026, "
        "from https://register.example.org/zh-hans/centers/synthetic/#operator"
    )


def test_bibtex_escapes_what_would_break_it():
    reference = Reference(**{**REFERENCE.__dict__, "title": r"50% of {A} & B_1 \ #2 $3"})

    assert bibtex(reference) == (
        "@misc{synthetic-operator,\n"
        "  title = {50\\% of \\{A\\} \\& B\\_1 \\textbackslash{} \\#2 \\$3},\n"
        "  howpublished = {制造业创新中心名录, 2026.11},\n"
        "  year = {2026},\n"
        "  url = {https://register.example.org/zh-hans/centers/synthetic/#operator},\n"
        "  urldate = {2026-11-23}\n"
        "}\n"
    )


def test_ris_keeps_a_line_break_in_a_title_from_starting_a_field():
    reference = Reference(**{**REFERENCE.__dict__, "title": "A\r\nER  - \r\nTY  - B"})

    assert ris(reference).split("\r\n") == [
        "TY  - DATA",
        "TI  - A ER - TY - B",
        "T2  - 制造业创新中心名录",
        "ET  - 2026.11",
        "PY  - 2026",
        "DA  - 2026/11/02/",
        "Y2  - 2026/11/23/",
        "UR  - https://register.example.org/zh-hans/centers/synthetic/#operator",
        "LA  - zh-Hans",
        "ER  - ",
        "",
    ]


def test_csl_json_is_one_dataset_with_its_dates():
    assert json.loads(csl_json(REFERENCE)) == [
        {
            "id": "synthetic-operator",
            "type": "dataset",
            "title": "合成创新中心",
            "container-title": "制造业创新中心名录",
            "version": "2026.11",
            "issued": {"date-parts": [[2026, 11, 2]]},
            "accessed": {"date-parts": [[2026, 11, 23]]},
            "URL": "https://register.example.org/zh-hans/centers/synthetic/#operator",
            "language": "zh-Hans",
        }
    ]


def test_evidence_names_value_document_and_passage():
    said = evidence("合成公司", "合成通知", "合成报", "2026-11", "引文")

    assert said == "Value: 合成公司. Source: 合成通知, 合成报, 2026-11. Passage: “引文”."


def test_every_style_carries_the_evidence():
    reference = Reference(**{**REFERENCE.__dict__, "evidence": "Value: 7."})

    assert {name: "Value: 7." in style.write(reference) for name, style in STYLES.items()} == dict.fromkeys(
        STYLES, True
    )
