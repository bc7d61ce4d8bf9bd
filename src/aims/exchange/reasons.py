"""Why a file, a map or a row was not taken: a code with parameters, said in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext, override


def _(message: str) -> str:
    """Marks a message for the catalogue (Django's own mark wants settings before it is called)."""
    return message


MESSAGES: dict[str, str] = {
    # a whole file
    "file_unreadable": _("Line {line} of {file} cannot be read: {why}. No row was taken."),
    "file_missing": _("{file} cannot be opened: {why}. No row was taken."),
    "file_empty": _("{file} is empty. No row was taken."),
    "file_damaged": _("{file} is a damaged workbook. Save it again in a spreadsheet program; no row was taken."),
    "type_refused": _("{file} is really a {type}; allowed are {types}."),
    "type_differs": _("{file} is really a {type}, whatever its name says; it was read as one."),
    "too_large": _("{file} is {size}; the limit is {limit}."),
    "too_many_rows": _("{file} has more than {limit} rows. No row was taken."),
    "too_many_columns": _("{file} has {n} columns; the limit is {limit}. No row was taken."),
    "too_many_cells": _("{file} has more than {limit} cells. No row was taken."),
    "cell_too_long": _("A cell in row {row} of {file} is longer than {limit} characters. No row was taken."),
    "archive_too_large": _("{file} unpacks to {size}; the limit is {limit}. It was not unpacked."),
    "archive_declares": _("{part} in {file} declares a document type, which no spreadsheet needs. No row was taken."),
    "no_rows": _("{file} has headings and no row below them. No row was taken."),
    "table_missing": _("{file} has no table named {table}; it has {tables}."),
    "tables_many": _("{file} holds several lists: {tables}. Name one of them as table in the map."),
    "json_shape": _("{file} is not a list of records. It may be a list, or one list under a name. No row was taken."),
    "encoding_unknown": _("There is no encoding named {encoding}; utf-8, utf-16, gb18030 and cp1252 are examples."),
    "encodings_mixed": _(
        "{file} mixes {first} and {second}; check the accents from line {line} on. Lines in {second}: {n}."
    ),
    "sheet_full": _("A sheet of XLSX holds {limit} rows and there are more. Export as CSV."),
    # why a line cannot be read
    "why_quote_open": _("a quotation mark opens here and is never closed"),
    "why_quote_stray": _("text follows a closing quotation mark; a quotation mark inside a cell is written twice"),
    "why_byte": _("byte {byte} is not text in {encodings}"),
    "why_binary": _("it holds control characters, so it is not text"),
    "why_json": _("from character {column} on it is not JSON"),
    "why_nesting": _("it is nested too deeply"),
    "why_number": _("a number in it has too many digits"),
    "why_absent": _("there is no such file"),
    "why_refused": _("reading it is not permitted, or it is not a file"),
    # sorts of file
    "type_csv": _("CSV file"),
    "type_xlsx": _("workbook of Excel (XLSX)"),
    "type_json": _("JSON file"),
    "type_xls": _("protected or old workbook of Excel (XLS)"),
    "type_xlsb": _("binary workbook of Excel (XLSB)"),
    "type_ods": _("file of OpenDocument"),
    "type_office": _("Word or PowerPoint file"),
    "type_zip": _("ZIP archive"),
    "type_archive": _("packed archive"),
    "type_pdf": _("PDF document"),
    "type_rtf": _("RTF document"),
    "type_html": _("web page"),
    "type_xml": _("file in XML"),
    "type_picture": _("picture"),
    "type_program": _("program"),
    "type_database": _("database file"),
    # a row
    "row_too_long": _("The row has {n} cells under {columns} headings; a cell may need quotation marks."),
    "key_missing": _("Nothing stands under {columns}, which make the key."),
    "key_repeated": _("Row {first} already has the key {key}."),
    "value_missing": _("{field} is required; nothing stands under {columns}."),
    "value_unlisted": _("{field} cannot be “{value}”. Add it to fold in the map; the choices are {choices}."),
    "value_too_long": _("{field} has {n} characters; the limit is {limit}."),
    "value_no_date": _("{field} cannot be “{value}”: a date is written as {formats}."),
    "value_no_number": _("{field} cannot be “{value}”: a number is needed."),
    "value_no_truth": _("{field} cannot be “{value}”: yes or no is needed."),
    "value_no_record": _("{field} cannot be “{value}”: there is no such record that you can see. Write its ref."),
    "value_several_records": _("{field} cannot be “{value}”: several records are called so. Write its ref."),
    "title_repeated": _("Several records are called “{value}”. Add a column ref that says which one is meant."),
    "organisation_missing": _("“{value}” belongs to no organisation yet: run aims init first."),
    "record_refused": _("This row was not taken. {why}"),
    "record_ended": _(
        "{ref} is “{state}”, and nothing is written into what has ended. The source has changed it since."
    ),
    "record_locked": _("{ref} is “{state}”: finish that first, then import again."),
    # a table without a map
    "column_unknown": _("{file} has a column “{name}”, which is no field or stands twice. {hint} No row was taken."),
    "key_columns_missing": _("{file} needs a column ref or title, and one more field to fill. No row was taken."),
    # what an import tells
    "units_made": _("New units made for names that were not known: {n}."),
    "gone_many": _(
        "{n} of {m} rows that {source} held are not in this file. If it is not whole, import the whole one."
    ),
    "gone_reason": _("{source} has not held this since {date}."),
    "back_reason": _("{source} holds this again as of {date}."),
    "upload_gone": _("{file} waited for more than an hour and was removed. Choose it again; no row was taken."),
    "import_overtaken": _("Another import of {source} is running. Wait for its end, then import again."),
    # a map
    "map_kind": _("Line {line} of {file}: the map is for {name}, but {kind} is asked for."),
    "map_language_unknown": _("Line {line} of {file}: no text here can be marked {name}. There are: {names}."),
    "map_source_taken": _("Line {line} of {file}: {name} has brought {kind} already; give this source another name."),
    "map_yaml": _("Line {line} of {file} is not YAML: look at its indentation, colons and quotation marks."),
    "map_text": _("{file} is not UTF-8 text; save the map as UTF-8."),
    "map_absent": _("There is no map {file}; the maps that come along are {maps}."),
    "map_too_large": _("{file} is larger than {limit}; a map is a short text."),
    "map_alias": _("Line {line} of {file} uses * or &; write the value out, or quote it if the sign belongs to it."),
    "map_shape": _("Line {line} of {file}: {name} takes {shape}."),
    "map_word_unknown": _("Line {line} of {file}: a map has no {name} here. {hint}"),
    "map_word_repeated": _("Line {line} of {file}: {name} stands here a second time; keep one."),
    "map_word_missing": _("Line {line} of {file}: {name} is missing; add it."),
    "map_language": _("Line {line} of {file}: {name} is not a language; write en, nl or zh-Hans."),
    "map_field_unknown": _("Line {line} of {file}: {kind} has no field {name}. {hint}"),
    "map_field_missing": _("Line {line} of {file}: {name} is required; give it a column, a default or a constant."),
    "map_field_twice": _("Line {line} of {file}: {name} is under fields and constants; keep one."),
    "map_column_unknown": _("Line {line} of {file}: the sheet has no column “{name}”. {hint}"),
    "map_choice_unknown": _("Line {line} of {file}: {field} has no choice {name}. {hint}"),
    "map_option_idle": _("Line {line} of {file}: {name} means nothing for {field}, a {type}; leave it out."),
    "map_value": _("Line {line} of {file}: {why}"),
    "map_date_format": _("Line {line} of {file}: {name} is not a date format; %d/%m/%Y is one."),
    "map_fold_repeated": _("Line {line} of {file}: {name} is folded a second time; case and spaces do not count."),
    "hint_closest": _("Perhaps {name}."),
    "hint_all": _("There are: {names}."),
    # what a map takes
    "shape_word": _("one text"),
    "shape_words": _("one text or a list of texts"),
    "shape_pairs": _("pairs, one “name: value” a line"),
    "shape_truth": _("true or false"),
    "shape_number": _("a whole number, 1 or more"),
    "shape_repeat": _("number or reject"),
    # headings of the reject file
    "heading_row": _("Row"),
    "heading_reason": _("Reason"),
}


@dataclass(frozen=True)
class Reason:
    """One sentence, by its code; parameters may be reasons themselves. `str()` says it in the active language."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return gettext(MESSAGES[self.code]).format_map(self.params)

    def said(self, language: str) -> str:
        with override(language):
            return str(self)


class Refusal(Exception):
    """A file that cannot be read or written, with the sentence that says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.reason = Reason(code, params)

    @property
    def code(self) -> str:
        return self.reason.code

    @property
    def params(self) -> Mapping[str, object]:
        return self.reason.params

    def __str__(self) -> str:
        return str(self.reason)


class Unreadable(Refusal):
    """A file from which no row was taken."""


class Unwritable(Refusal):
    """A file that was not written."""


class BadMap(Exception):
    """A map that cannot be followed: every fault found, each with its line."""

    def __init__(self, faults: tuple[Reason, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def size_text(count: int) -> str:
    """A number of bytes as people say it: 512 B, 48 KB, 50 MB."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    return f"{count / (1024 * 1024):.4g} MB"


def listed(names: tuple[str, ...], most: int = 20) -> str:
    """Names in a sentence, the first `most` of them."""
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
