"""A programme as CSV: a header, then a line for each session or series.

Columns that must be there: id, title_ar, title_en, advocate, starts (2026-03-01T21:00, on the clocks of the
zone), zone (Asia/Dubai), duration_minutes, link. Those that may be: fold (0 or 1), status (draft, scheduled,
postponed, cancelled), host, description_ar and _en, capacity_note_ar and _en, content_warning_ar and _en,
sign_language and captions (yes or no), rule (RFC 5545: FREQ=WEEKLY;COUNT=10) and without (days, 2026-03-08,
with spaces between) for a series. Of what has no column nothing is changed; an empty cell empties.
"""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from campaign.sessions.session import SessionStatus
from campaign_cli.session_import.rows import Fault, FaultyFileError, Row, form_of, twice

REQUIRED = ("id", "title_ar", "title_en", "advocate", "starts", "zone", "duration_minutes", "link")
_BILINGUAL = ("title", "description", "capacity_note", "content_warning")
_FLAGS = ("sign_language", "captions")
COLUMNS = (
    *REQUIRED,
    *("fold", "status", "host"),
    *(f"{name}_{language}" for name in _BILINGUAL[1:] for language in ("ar", "en")),
    *_FLAGS,
    *("rule", "without"),
)
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0", ""})


def read_csv(name: str, content: bytes, source: str) -> list[Row]:
    """Raises FaultyFileError with every fault of the file."""
    faults: list[Fault] = []
    try:
        text = content.decode("utf-8-sig")  # spreadsheets begin with a mark
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FaultyFileError(name, [Fault(line, "it is not UTF-8; save it as CSV UTF-8")]) from error
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        header = [column.strip() for column in next(reader, [])]
        if wrong := _header_faults(header):
            raise FaultyFileError(name, wrong)
        given = _given(header)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row = _row(header, cells, line, source, given, faults)
                rows += [row] if row else []
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(reader.line_num, f"it cannot be read from here on ({error})"))
    faults += twice(rows)
    if faults:
        raise FaultyFileError(name, faults)
    return rows


def _header_faults(header: Sequence[str]) -> list[Fault]:
    missing = [column for column in REQUIRED if column not in header]
    unknown = [column for column in header if column not in COLUMNS]
    faults = [Fault(1, f"column {column} is missing") for column in missing]
    faults += [Fault(1, f"column {column} is unknown; there are {', '.join(COLUMNS)}") for column in unknown]
    return faults + [Fault(1, f"column {each} is there twice") for each in header if header.count(each) > 1]


def _given(header: Sequence[str]) -> frozenset[str]:
    return frozenset(
        next((name for name in _BILINGUAL if column in {f"{name}_ar", f"{name}_en"}), column)
        for column in header
    ) | {"source"}


def _row(
    header: Sequence[str],
    cells: Sequence[str],
    line: int,
    source: str,
    given: frozenset[str],
    faults: list[Fault],
) -> Row | None:
    if len(cells) != len(header):
        faults.append(Fault(line, f"it has {len(cells)} cells, the header has {len(header)}"))
        return None
    values = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
    wrong: list[Fault] = []
    status = _status(values.get("status", ""), line, wrong)
    form = form_of(_fields(values, source, status, line, wrong), line, wrong)
    faults += wrong
    return Row(line, form, given, status) if form and not wrong else None


def _fields(
    values: Mapping[str, str], source: str, status: SessionStatus | None, line: int, faults: list[Fault]
) -> dict[str, Any]:
    simple = ("id", "advocate", "starts", "zone", "fold", "duration_minutes", "link", "host", "rule")
    fields: dict[str, Any] = {name: values[name] for name in simple if values.get(name)}
    for name in ("fold", "duration_minutes"):
        if fields.get(name, "").isascii() and fields.get(name, "").isdecimal():
            fields[name] = int(fields[name])
    for name in _BILINGUAL:
        spoken = {each: words for each in ("ar", "en") if (words := values.get(f"{name}_{each}"))}
        if spoken:
            fields[name] = spoken
    for name in _FLAGS:
        if (flag := values.get(name, "").lower()) not in _YES | _NO:
            faults.append(Fault(line, f"{name}: write yes or no"))
        fields[name] = flag in _YES
    if values.get("without"):
        fields["without"] = values["without"].split()
    if status is SessionStatus.DRAFT:
        fields["status"] = status
    return fields | {"source": source}


def _status(text: str, line: int, faults: list[Fault]) -> SessionStatus | None:
    try:
        return SessionStatus(text.lower()) if text else None
    except ValueError:
        faults.append(Fault(line, f"status: write one of {', '.join(SessionStatus)}"))
        return None
